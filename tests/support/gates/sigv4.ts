import { createHash, createHmac } from "node:crypto";

import type { Received } from "./release-server";

export interface AwsCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const sign = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * What is wrong with a request's signature, as a service of AWS would see it; nothing where it is right. The steps are
 * those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
 */
export function signatureFault(
    { method, path, headers, body }: Received,
    { accessKeyId, secretAccessKey }: AwsCredentials,
    region: string,
    service: string,
): string | undefined {
    const pattern =
        /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
    const [, id, date, inRegion, forService, names, signature] = pattern.exec(headers.authorization ?? "") ?? [];
    if (signature === undefined || date === undefined) return `no signature: ${headers.authorization ?? "nothing"}`;
    if (id !== accessKeyId) return `signed with key ${id ?? ""}`;
    if (inRegion !== region || forService !== service) return `signed for ${inRegion ?? ""} ${forService ?? ""}`;
    const time = String(headers["x-amz-date"]);
    if (Math.abs(Date.now() - Date.parse(time.replace(/(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, "$1-$2-$3:$4:"))) > 300_000) {
        return `signed at ${time}`;
    }
    if (headers["x-amz-content-sha256"] !== hash(body)) return "another body was signed";
    const signed = (names ?? "").split(";");
    for (const name of ["host", "x-amz-date"]) if (!signed.includes(name)) return `${name} is not signed`;
    const [resource = "", query = ""] = path.split("?");
    const canonical = [
        method,
        // Each part of the path is encoded once more: only S3 is an exception.
        resource
            .split("/")
            .map(part => encodeURIComponent(part))
            .join("/"),
        query,
        ...signed.map(name => `${name}:${String(headers[name]).trim()}`),
        "",
        signed.join(";"),
        hash(body),
    ].join("\n");
    const scope = `${date}/${region}/${service}/aws4_request`;
    const toSign = ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n");
    const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(sign, `AWS4${secretAccessKey}`);
    return sign(key, toSign).toString("hex") === signature ? undefined : "the signature is wrong";
}
