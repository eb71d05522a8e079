import { type IncomingHttpHeaders, type IncomingMessage, STATUS_CODES } from "node:http";

import { Passing, Refused } from "../failure";
import type { Content, Position, Source } from "../source";
import { type Answer, answerOf, type Ask, type Patience, piecesOf, send } from "./request";

/** What one kind of source knows of reading an object over HTTP. */
export interface HttpObject {
    readonly shown: string;
    /** The request for the whole object, with credentials that are valid now. */
    readonly ask: (patience: Patience) => Promise<Ask>;
    /** The mark of a version. Default: its strong ETag. */
    readonly versionOf?: (headers: IncomingHttpHeaders) => string | undefined;
    /** The request that a source answers for this version only. Default: by If-Match. */
    readonly ofVersion?: (ask: Ask, version: string) => Ask;
    /** Why there is no content, by the status and the source's own error code. */
    readonly refusal: (answer: Answer, ask: Ask) => Refused | Passing;
    /** Follows a redirect; the request after it, or a refusal. Default: a redirect is an error. */
    readonly redirect?: (ask: Ask, location: string) => Ask;
}

/** Registries and stores redirect to where they keep the bytes, mostly once. */
const mostRedirects = 5;
/** Limit of the wait that a source may request. */
const mostWaitMs = 60_000;

export function httpSource(object: HttpObject, silentMs: number): Source {
    return {
        shown: object.shown,
        open: (at, signal) => open(object, at, { signal, silentMs }),
    };
}

async function open(object: HttpObject, at: Position | undefined, patience: Patience): Promise<Content> {
    const whole = await object.ask(patience);
    const { response, last } = await follow(object, at === undefined ? whole : rangeOf(object, whole, at), patience);
    const { host } = last.origin;
    const { statusCode: status = 0, headers } = response;
    const version = (object.versionOf ?? strongTag)(headers);
    if (at !== undefined && (status === 412 || status === 416 || isOtherPart(headers, status, at, version))) {
        // Another version by now, or a source that answers a range as it likes.
        response.destroy();
        return open(object, undefined, patience);
    }
    if (status !== 200 && (at === undefined || status !== 206)) {
        const answer = await answerOf(response, host, patience.signal);
        throw again(answer, host) ?? object.refusal(answer, last);
    }
    refuseEncoded(response, object.shown);
    const pieces = piecesOf(response, host, patience.signal);
    return at === undefined || status === 200
        ? { from: 0, length: lengthOf(headers), version, pieces }
        : { from: at.bytes, length: totalOf(headers), version: at.version, pieces };
}

async function follow(object: HttpObject, first: Ask, patience: Patience) {
    let last = first;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
        const response = await send(last, patience);
        const { location } = response.headers;
        const { statusCode: status = 0 } = response;
        if (object.redirect === undefined || location === undefined || status < 300 || status > 399) {
            return { response, last };
        }
        response.resume();
        last = object.redirect(last, location);
    }
    throw new Refused(`${first.origin.host} redirects more than ${mostRedirects} times`, "name where the file is");
}

function rangeOf(object: HttpObject, whole: Ask, { bytes, version }: Position): Ask {
    const same = object.ofVersion?.(whole, version) ?? withHeaders(whole, { "if-match": version });
    return withHeaders(same, { range: `bytes=${bytes}-` });
}

export function withHeaders(ask: Ask, headers: Readonly<Record<string, string>>): Ask {
    return { ...ask, headers: { ...ask.headers, ...headers } };
}

function isOtherPart(headers: IncomingHttpHeaders, status: number, at: Position, version?: string): boolean {
    if (status !== 206) return false;
    const [, from] = /^bytes (\d+)-/.exec(headers["content-range"] ?? "") ?? [];
    return Number(from) !== at.bytes || (version !== undefined && version !== at.version);
}

/** A weak one is the same for bytes that differ. */
function strongTag({ etag }: IncomingHttpHeaders): string | undefined {
    return etag?.startsWith("W/") ? undefined : etag;
}

function lengthOf(headers: IncomingHttpHeaders): number | undefined {
    const length = headers["content-length"];
    return length === undefined ? undefined : Number(length);
}

function totalOf(headers: IncomingHttpHeaders): number | undefined {
    const [, total] = /\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
    return total === undefined ? undefined : Number(total);
}

function again({ status, headers }: Answer, host: string): Passing | undefined {
    if (status !== 408 && status !== 429 && status < 500) return undefined;
    const after = headers["retry-after"] ?? "";
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    const afterMs = Math.min(Math.max(seconds || 0, 0) * 1000, mostWaitMs);
    return new Passing(`${host} answers ${statusText(status)}`, "try again later", afterMs);
}

/** In the standard's words, not the server's own: those may be anything. */
export function statusText(status: number): string {
    return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

/** The digest is of bytes as they are stored; what a server packs on the way would have another one. */
function refuseEncoded(response: IncomingMessage, shown: string): void {
    const encoding = response.headers["content-encoding"] ?? "identity";
    if (encoding === "identity" || encoding === "") return;
    response.destroy();
    throw new Refused(
        `${shown} has Content-Encoding ${/^[a-z, -]{1,40}$/.exec(encoding)?.[0] ?? "of its own"}`,
        "store the file without a content encoding: its digest is of the bytes as they are",
    );
}
