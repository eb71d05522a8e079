import { Passing, Refused } from "../failure";
import { type HttpObject, statusText } from "../http/object";
import type { Answer } from "../http/request";
import { awsCredentials, suffixOf } from "./credentials";
import type { AwsSettings } from "./environment";
import { pathOfKey, sha256, signedHeaders } from "../../s3/signature";

export interface S3Location {
    readonly kind: "s3";
    readonly bucket: string;
    readonly key: string;
}

/** An object of S3, or of a store that speaks its protocol (`AWS_ENDPOINT_URL_S3`). */
export function s3Object({ bucket, key }: S3Location, aws: AwsSettings): HttpObject {
    const region = aws.region!;
    const shown = `s3://${bucket}/${key}`;
    const { origin, path } = addressOf(bucket, key, region, aws.s3);
    return {
        shown,
        ask: async patience => {
            const credentials = await awsCredentials(aws, patience);
            const headers = { host: origin.host, "x-amz-content-sha256": sha256("") };
            const scope = { region, service: "s3", credentials, date: new Date() };
            return { origin, path, headers: signedHeaders({ method: "GET", path, headers, body: "" }, scope) };
        },
        refusal: answer => refusal(answer, shown, region),
    };
}

/** A bucket's own host, but where its name has dots, for which no certificate is made, and at an endpoint of another vendor. */
function addressOf(bucket: string, key: string, region: string, endpoint: URL | undefined) {
    const host = `s3.${region}.${suffixOf(region)}`;
    const object = pathOfKey(key);
    if (endpoint !== undefined) {
        return { origin: endpoint, path: `${endpoint.pathname.replace(/\/$/, "")}/${bucket}/${object}` };
    }
    return bucket.includes(".")
        ? { origin: new URL(`https://${host}`), path: `/${bucket}/${object}` }
        : { origin: new URL(`https://${bucket}.${host}`), path: `/${object}` };
}

/** By S3's own codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
const remedies: Readonly<Record<string, (shown: string) => string>> = {
    AccessDenied: shown =>
        `allow this role s3:GetObject on ${shown} (in its policy, and in the bucket's, and in that of a VPC endpoint), and kms:Decrypt where a KMS key encrypts it; without s3:ListBucket, S3 answers the same for an object that is not there`,
    NoSuchKey: shown => `put the object there, or correct the key: ${shown}`,
    NoSuchBucket: shown => `correct the bucket: ${shown}`,
    InvalidObjectState: () => "restore the object: it is archived (S3 Glacier)",
    InvalidAccessKeyId: () => "set AWS_ACCESS_KEY_ID to a key that exists",
    SignatureDoesNotMatch: () =>
        "set AWS_SECRET_ACCESS_KEY to the secret of the key, and no proxy may change the path or the host",
    ExpiredToken: () => "renew the credentials: they have ended",
    InvalidToken: () => "renew the credentials: the session token is not valid",
    RequestTimeTooSkewed: () => "set this machine's clock: it is more than 15 minutes off",
};

function refusal({ status, headers, text }: Answer, shown: string, region: string): Refused | Passing {
    const [, code = ""] = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(text) ?? [];
    const problem = `${shown} can't be read: S3 answers ${statusText(status)}${code === "" ? "" : ` (${code})`}`;
    const home = headers["x-amz-bucket-region"];
    if (typeof home === "string" && home !== region && /^[a-z0-9-]{1,32}$/.test(home)) {
        return new Refused(
            `${problem}: the bucket is in ${home}, and AWS_REGION is ${region}`,
            `set AWS_REGION to ${home}`,
        );
    }
    // While the name of a new bucket spreads.
    if (status === 307) return new Passing(problem, "try again later");
    if (code === "AccessDenied" && text.includes("kms:Decrypt")) {
        return new Refused(
            problem,
            "allow this role kms:Decrypt with the object's KMS key, in its policy and in the key's",
        );
    }
    const byStatus = status === 403 ? "AccessDenied" : status === 404 ? "NoSuchKey" : "";
    const remedy = remedies[code] ?? remedies[byStatus];
    return new Refused(problem, remedy?.(shown) ?? "correct the bucket, the key and AWS_REGION");
}
