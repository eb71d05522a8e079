import { setTimeout as pause } from "node:timers/promises";

import { waitMs } from "../fetch/backoff";
import { Passing, Refused } from "../fetch/failure";
import { statusText } from "../fetch/http/object";
import { type Answer, type Ask, piecesOf, send } from "../fetch/http/request";
import { type AwsCredentials, pathOfKey, queryOf, sha256, signedHeaders } from "../s3/signature";

/** A bucket of an S3-compatible store, by its path, and what in it is ours. */
export interface BucketAddress {
    /** `https://<host>/<bucket>`. */
    readonly url: URL;
    readonly region: string;
    readonly credentials: AwsCredentials;
    /** What keys begin with. */
    readonly prefix: string;
}

/** In a row. With the longest waits these are two minutes. */
const mostFailures = 8;
/** For a store that answers nothing. */
const silentMs = 30_000;
/** An object of the copy, with what its seal adds, and lists of keys and manifests, which are smaller. */
const mostBytes = 64 * 1024 * 1024;

type Method = NonNullable<Ask["method"]>;
/** What a request does, in words of a failure, and the right that it needs. */
const actions = {
    PUT: ["written", "s3:PutObject"],
    GET: ["read", "s3:GetObject"],
    DELETE: ["deleted", "s3:DeleteObject"],
    list: ["listed", "s3:ListBucket"],
} as const;

/** By S3's own codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
const remedies: Readonly<Record<string, string>> = {
    NoSuchBucket: "create the bucket, or correct its address in kubernetes.store.backups",
    InvalidAccessKeyId: "set the access key of kubernetes.store.backups to one that exists",
    SignatureDoesNotMatch:
        "set the secret of the access key of kubernetes.store.backups again; no proxy may change the path or the host",
    ExpiredToken: "renew the access key of kubernetes.store.backups: it has expired",
    RequestTimeTooSkewed: "set the clock of this node: it is more than 15 minutes off",
    QuotaExceeded: "raise the quota of the bucket, or lower store.backup.retainDays",
    AuthorizationHeaderMalformed: "correct the region in kubernetes.store.backups",
};

/** Reads and writes objects whole. Throws `Refused` where a repetition would fail as well, and `Passing` after many attempts. */
export class Bucket {
    private readonly wait: (failures: number, askedMs: number) => number;

    constructor(
        private readonly address: BucketAddress,
        private readonly signal: AbortSignal,
        /** Between attempts. Default: exponential, with jitter. */
        wait?: (failures: number, askedMs: number) => number,
    ) {
        this.wait = wait ?? waitMs;
    }

    /** Address of the bucket with the prefix, for messages. */
    get shown(): string {
        const { prefix, url } = this.address;
        return `${url.origin}${url.pathname}/${prefix}`;
    }

    async put(key: string, body: Uint8Array): Promise<void> {
        await this.ask("PUT", key, body);
    }

    /** Undefined where there is no such object. */
    async get(key: string): Promise<Buffer | undefined> {
        return (await this.ask("GET", key))?.bytes;
    }

    async delete(key: string): Promise<void> {
        await this.ask("DELETE", key);
    }

    /** What comes before the first `/` after the prefix, of all objects below it. */
    async folders(under = ""): Promise<string[]> {
        const found = await this.list(under, "/", "Prefix");
        return found.filter(key => key.endsWith("/")).map(key => key.slice(0, -1));
    }

    /** Keys of all objects. */
    keys(under: string): Promise<string[]> {
        return this.list(under, "", "Key");
    }

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html; keys are those that this program wrote. */
    private async list(under: string, delimiter: string, tag: "Key" | "Prefix"): Promise<string[]> {
        const { prefix } = this.address;
        const found: string[] = [];
        for (let next: string | undefined = ""; next !== undefined;) {
            const query: Record<string, string> = {
                "list-type": "2",
                prefix: `${prefix}${under}`,
                ...(delimiter !== "" && { delimiter }),
                ...(next !== "" && { "continuation-token": next }),
            };
            const text: string = (await this.ask("GET", undefined, undefined, query))!.bytes.toString();
            const inside =
                delimiter === "" ? text : (text.match(/<CommonPrefixes>.*?<\/CommonPrefixes>/gs) ?? []).join();
            for (const [, key] of inside.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))) {
                if (key!.startsWith(prefix)) found.push(key!.slice(prefix.length));
            }
            next = unescaped(/<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1]);
        }
        return found;
    }

    private async ask(
        method: Method,
        key: string | undefined,
        body: Uint8Array = new Uint8Array(),
        query: Readonly<Record<string, string>> = {},
    ): Promise<{ readonly bytes: Buffer } | undefined> {
        for (let failures = 0; ;) {
            try {
                return await this.once(method, key, body, query);
            } catch (error) {
                failures++;
                if (!(error instanceof Passing) || this.signal.aborted || failures >= mostFailures) throw error;
                await pause(this.wait(failures, error.afterMs), undefined, { signal: this.signal });
            }
        }
    }

    private async once(
        method: Method,
        key: string | undefined,
        body: Uint8Array,
        query: Readonly<Record<string, string>>,
    ) {
        const { credentials, prefix, region, url } = this.address;
        const path = `${url.pathname}${key === undefined ? "" : `/${pathOfKey(`${prefix}${key}`)}`}`;
        const headers = {
            host: url.host,
            "x-amz-content-sha256": sha256(body),
            ...(method === "PUT" && { "content-length": String(body.length) }),
        };
        const scope = { region, service: "s3", credentials, date: new Date() };
        const signed = signedHeaders({ method, path, headers, body, query }, scope);
        const asked = queryOf(query);
        const patience = { signal: this.signal, silentMs };
        const response = await send(
            { origin: url, path: asked === "" ? path : `${path}?${asked}`, method, headers: signed, body },
            patience,
        );
        const bytes = await contentOf(piecesOf(response, url.host, this.signal), url.host);
        const { headers: given, statusCode: status = 0 } = response;
        if (status >= 200 && status < 300) return { bytes };
        if (status === 404 && key !== undefined && codeIn(bytes) === "NoSuchKey") return undefined;
        throw this.refusal({ status, headers: given, text: bytes.toString(), bytes }, method, key);
    }

    private refusal({ status, text, bytes }: Answer, method: Method, key: string | undefined): Passing | Refused {
        const code = codeIn(bytes);
        const [done, right] = actions[key === undefined ? "list" : (method as "PUT" | "GET" | "DELETE")];
        const what = `${this.shown}${key ?? ""}`;
        const problem = `${what} can't be ${done}: the bucket answers ${statusText(status)}${code === "" ? "" : ` (${code})`}`;
        if (status === 408 || status === 429 || status >= 500 || code === "RequestTimeout") {
            return new Passing(problem, "see how the store of the bucket is");
        }
        const denied = status === 403 ? `allow this access key ${right} there` : undefined;
        const [, region] = /<Region>([a-z0-9-]{1,32})<\/Region>/.exec(text) ?? [];
        const elsewhere = region === undefined ? undefined : `set region to ${region} in kubernetes.store.backups`;
        const remedy = elsewhere ?? remedies[code] ?? denied ?? "correct kubernetes.store.backups";
        return new Refused(problem, remedy);
    }
}

async function contentOf(pieces: AsyncIterable<Buffer>, host: string): Promise<Buffer> {
    const all: Buffer[] = [];
    let size = 0;
    for await (const piece of pieces) {
        size += piece.length;
        if (size > mostBytes) {
            throw new Refused(`${host} answers with more than ${mostBytes} bytes`, "see what answers at that address");
        }
        all.push(piece);
    }
    return Buffer.concat(all);
}

function codeIn(bytes: Buffer): string {
    return /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(bytes.toString("utf8", 0, 4096))?.[1] ?? "";
}

function unescaped(text: string | undefined): string | undefined {
    return text?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
