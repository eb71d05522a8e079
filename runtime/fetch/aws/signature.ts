import { createHash, createHmac } from "node:crypto";

export interface AwsCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
}

/** What of a request is signed. */
export interface Signed {
    readonly method: string;
    /** As it is sent: each part encoded once, and `.` and `..` left in, as S3 wants it. */
    readonly path: string;
    /** Lower-case names, `host` among them. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

export interface Scope {
    readonly region: string;
    readonly service: string;
    readonly credentials: AwsCredentials;
    readonly date: Date;
}

/**
 * The headers that sign a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), for
 * requests without a query, of services that encode a path once. Signing itself takes two of Node's functions; the libraries for it also
 * sign queries and streams, and each would be one more dependency of the package.
 */
export function signedHeaders(signed: Signed, scope: Scope): Record<string, string> {
    const { method, path, body } = signed;
    const { credentials, date, region, service } = scope;
    const time = date.toISOString().replace(/[-:]|\.\d{3}/g, "");
    const headers: Record<string, string> = {
        ...signed.headers,
        "x-amz-date": time,
        ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const lines = names.map(name => `${name}:${headers[name]!.trim().replace(/ +/g, " ")}`);
    const canonical = [method, path, "", ...lines, "", names.join(";"), sha256(body)].join("\n");
    const day = time.slice(0, 8);
    const within = [day, region, service, "aws4_request"];
    const toSign = ["AWS4-HMAC-SHA256", time, within.join("/"), sha256(canonical)].join("\n");
    const key = within.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
    const authorization = [
        `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${within.join("/")}`,
        `SignedHeaders=${names.join(";")}`,
        `Signature=${hmac(key, toSign).toString("hex")}`,
    ].join(", ");
    return { ...headers, authorization };
}

export function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}
