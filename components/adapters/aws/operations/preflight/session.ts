import { sdk } from "./sdk";

interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
}

/** An identity that signs requests. */
export interface Session {
    /** `arn:aws:sts::111111111111:assumed-role/deploy/someone` */
    readonly arn: string;
    readonly account: string;
    /** Undefined: the usual chain of the SDK, as that of the engine's provider. */
    readonly credentials: Credentials | undefined;
}

/** The account of a role, by its ARN. */
export const accountOf = (role: string) => role.split(":")[4]!;

/** What clients are made with: a request is given up after 20 s, and sent three times at most. */
export function settingsIn(session: Pick<Session, "credentials"> | undefined, region: string) {
    return {
        region,
        maxAttempts: 3,
        requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
        ...(session?.credentials && { credentials: session.credentials }),
    };
}

/** The identity that runs the command. */
export async function ownSession(region: string): Promise<Session> {
    const { GetCallerIdentityCommand, STSClient } = sdk.sts;
    const { Account, Arn } = await new STSClient(settingsIn(undefined, region)).send(new GetCallerIdentityCommand({}));
    return { arn: Arn!, account: Account!, credentials: undefined };
}

/** The role of a cell, assumed as an update does: with the external id that its trust policy may require. */
export async function assumedSession(role: string, region: string, externalId: string | undefined): Promise<Session> {
    const { AssumeRoleCommand, STSClient } = sdk.sts;
    const { AssumedRoleUser, Credentials } = await new STSClient(settingsIn(undefined, region)).send(
        new AssumeRoleCommand({
            RoleArn: role,
            RoleSessionName: "meridian-preflight",
            DurationSeconds: 900,
            ...(externalId !== undefined && { ExternalId: externalId }),
        }),
    );
    return {
        arn: AssumedRoleUser!.Arn!,
        account: accountOf(role),
        credentials: {
            accessKeyId: Credentials!.AccessKeyId!,
            secretAccessKey: Credentials!.SecretAccessKey!,
            sessionToken: Credentials!.SessionToken!,
        },
    };
}
