import { Passing, Refused } from "../failure";
import { ask, type Patience } from "../http/request";
import { refusedBy } from "../http/credential-refusal";
import { tokenIn } from "../token-file";
import type { AwsSettings } from "./environment";
import type { AwsCredentials } from "../../s3/signature";

/** A metadata service answers at once, or does not exist. */
const metadataMs = 2_000;

/**
 * Credentials that are valid now, from the first of: variables, a web identity, the container's platform, the instance's metadata. This is
 * the order of the vendor's own tools.
 */
export async function awsCredentials(aws: AwsSettings, patience: Patience): Promise<AwsCredentials> {
    if (aws.keys) return aws.keys;
    if (aws.webIdentity) return ofWebIdentity(aws, aws.webIdentity, patience);
    const soon = { ...patience, silentMs: Math.min(metadataMs, patience.silentMs) };
    if (aws.container) return ofContainer(aws.container, soon);
    if (aws.metadata) return ofInstance(aws.metadata, soon);
    throw new Refused(
        "there are no credentials of AWS",
        "run with a task role, a service account with a role, or an instance profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
}

/** An account of Kubernetes for a role (IRSA): https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. */
async function ofWebIdentity(
    { region = "us-east-1", sts = new URL(`https://sts.${region}.${suffixOf(region)}`) }: AwsSettings,
    { roleArn, tokenFile, sessionName }: NonNullable<AwsSettings["webIdentity"]>,
    patience: Patience,
): Promise<AwsCredentials> {
    const form = new URLSearchParams({
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        WebIdentityToken: await tokenIn(tokenFile, "AWS_WEB_IDENTITY_TOKEN_FILE"),
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const request = { origin: sts, path: "/", method: "POST" as const, headers, body: form.toString() };
    const answer = await ask(request, patience);
    if (answer.status !== 200) {
        throw refusedBy(answer, sts, `let the trust policy of ${roleArn} accept this service account's token`);
    }
    const field = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer.text)?.[1];
    return credentialsOf(field("AccessKeyId"), field("SecretAccessKey"), field("SessionToken"), sts);
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function ofContainer(
    { url, token, tokenFile }: NonNullable<AwsSettings["container"]>,
    patience: Patience,
): Promise<AwsCredentials> {
    const authorization =
        tokenFile === undefined ? token : await tokenIn(tokenFile, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await ask({ origin: url, path: `${url.pathname}${url.search}`, headers }, patience);
    if (answer.status !== 200) throw refusedBy(answer, url, "give the task, or the pod, a role");
    return fromJson(answer.text, url);
}

/** Version 2 only: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html. */
async function ofInstance(metadata: URL, patience: Patience): Promise<AwsCredentials> {
    const remedy =
        "give the instance a profile with a role, and for containers a hop limit of 2 (`--http-put-response-hop-limit 2`)";
    const get = async (path: string, method: "GET" | "PUT", headers: Record<string, string>) => {
        const answer = await ask({ origin: metadata, path, method, headers }, patience).catch((error: unknown) => {
            if (!(error instanceof Passing)) throw error;
            throw new Passing(`there are no credentials in the environment, and ${error.problem}`, remedy);
        });
        if (answer.status !== 200) throw refusedBy(answer, metadata, remedy);
        return answer.text.trim();
    };
    const token = await get("/latest/api/token", "PUT", { "x-aws-ec2-metadata-token-ttl-seconds": "60" });
    const headers = { "x-aws-ec2-metadata-token": token };
    const roles = "/latest/meta-data/iam/security-credentials/";
    const [role = ""] = (await get(roles, "GET", headers)).split("\n");
    return fromJson(await get(`${roles}${encodeURIComponent(role)}`, "GET", headers), metadata);
}

function fromJson(text: string, from: URL): AwsCredentials {
    let found: { AccessKeyId?: string; SecretAccessKey?: string; Token?: string } = {};
    try {
        found = JSON.parse(text) as typeof found;
    } catch {
        // A text that is not JSON has no fields, and may be a secret nevertheless.
    }
    return credentialsOf(found.AccessKeyId, found.SecretAccessKey, found.Token, from);
}

function credentialsOf(id: string | undefined, key: string | undefined, token: string | undefined, from: URL) {
    if (id === undefined || key === undefined) {
        throw new Refused(`${from.host} answers without credentials`, "see what answers at that address");
    }
    return { accessKeyId: id, secretAccessKey: key, sessionToken: token };
}

/** China has a DNS suffix of its own. */
export function suffixOf(region: string): string {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
