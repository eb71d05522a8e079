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
    readonly body: string | Uint8Array;
    /** Parameters of the query, which `queryOf` writes. Default: none. */
    readonly query?: Readonly<Record<string, string>>;
}

export interface Scope {
    readonly region: string;
    readonly service: string;
    readonly credentials: AwsCredentials;
    readonly date: Date;
}

/**
 * The headers that sign a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), of
 * services that encode a path once. Signing itself takes two of Node's functions; the libraries for it also sign streams, and each would be
 * one more dependency of the package.
 */
export function signedHeaders(signed: Signed, scope: Scope): Record<string, string> {
    const { method, path, body, query = {} } = signed;
    const { credentials, date, region, service } = scope;
    const time = date.toISOString().replace(/[-:]|\.\d{3}/g, "");
    const headers: Record<string, string> = {
        ...signed.headers,
        "x-amz-date": time,
        ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const lines = names.map(name => `${name}:${headers[name]!.trim().replace(/ +/g, " ")}`);
    const canonical = [method, path, queryOf(query), ...lines, "", names.join(";"), sha256(body)].join("\n");
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

/** A query as the signature wants it: parameters in order of name. */
export function queryOf(query: Readonly<Record<string, string>>): string {
    return Object.keys(query)
        .sort()
        .map(name => `${encoded(name)}=${encoded(query[name]!)}`)
        .join("&");
}

/** The key of an object as part of a path. */
export function pathOfKey(key: string): string {
    return key.split("/").map(encoded).join("/");
}

/** As the signature wants it: all but letters, digits and `-._~`. */
function encoded(part: string): string {
    return encodeURIComponent(part).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function sha256(content: string | Uint8Array): string {
    return createHash("sha256").update(content).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}
