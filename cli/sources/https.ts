import { STATUS_CODES } from "node:http";

import { digestOf, type Found, type OnProgress, SourceError } from "./source";
import { tokenFor, tokenVariable } from "./token";
import { failureOf } from "./failure";

/** Registries and stores send on to where they keep the bytes, mostly once. */
const redirectsAtMost = 5;

/** A source that brings less than this in the time of `patienceMs` is given up: at 1 KiB/s a model takes days. */
const leastBytes = 64 * 1024;

export interface HttpsOptions {
    /** Where tokens are: `MERIDIAN_TOKEN_<HOST>`. */
    readonly env: NodeJS.ProcessEnv;
    readonly onProgress: OnProgress;
    /** Default: a minute. */
    readonly patienceMs?: number;
}

/**
 * What an https address gives. A token goes to the host that it is for and to no other, also where that sends on, and is
 * written nowhere. Certificates of a custom authority: `NODE_EXTRA_CA_CERTS`.
 */
export async function resolveHttps(
    artifact: string,
    { env, onProgress, patienceMs = 60_000 }: HttpsOptions,
): Promise<Found> {
    const first = addressOf(artifact);
    const slow = new AbortController();
    let bytes = 0;
    let before = 0;
    const timer = setInterval(() => {
        if (bytes - before < leastBytes) slow.abort();
        before = bytes;
    }, patienceMs);
    try {
        const response = await follow(first, env, slow.signal);
        const length = response.headers.get("content-length");
        // `fetch` unpacks what a server packs all the same, and the length is that of the packed bytes.
        const whole = length === null || response.headers.has("content-encoding") ? undefined : Number(length);
        return await digestOf(response.body ?? [], whole, (now, of) => {
            bytes = now;
            onProgress(now, of);
        });
    } catch (error) {
        if (error instanceof SourceError) throw error;
        if (slow.signal.aborted) {
            const came = bytes === 0 ? "nothing" : "next to nothing";
            throw new SourceError(`${came} came from ${first.host} for ${patienceMs / 1000} s`, "try again later");
        }
        throw failureOf(error, first.host, bytes);
    } finally {
        clearInterval(timer);
    }
}

function addressOf(artifact: string): URL {
    if (!URL.canParse(artifact)) {
        throw new SourceError("it is no address", "correct the address");
    }
    return new URL(artifact);
}

async function follow(first: URL, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Response> {
    let url = first;
    for (let redirects = 0; redirects <= redirectsAtMost; redirects++) {
        const token = tokenFor(url, env);
        const headers = {
            "accept-encoding": "identity",
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        };
        const response = await fetch(url, { redirect: "manual", signal, headers });
        const location = response.headers.get("location");
        if (response.ok) {
            return response;
        }
        await response.body?.cancel();
        if (location === null || response.status < 300 || response.status > 399) {
            throw refusal(response.status, url, token !== undefined);
        }
        url = nextOf(url, location);
    }
    throw new SourceError(`${first.host} sends on more than ${redirectsAtMost} times`, "name where the file is");
}

/** The target of a redirect. Only its host is reported: its query may be a signature. */
function nextOf(url: URL, location: string): URL {
    if (!URL.canParse(location, url.href)) {
        throw new SourceError(`${url.host} sends on to what is no address`, "name where the file is");
    }
    const next = new URL(location, url);
    if (next.protocol !== "https:") {
        throw new SourceError(
            `${url.host} sends on to ${next.protocol}//${next.host}, which is not https`,
            "name an address that stays on https",
        );
    }
    if (next.username !== "" || next.password !== "") {
        throw new SourceError(`${url.host} sends on with a password in the address`, "name where the file is");
    }
    return next;
}

/** In the standard's words for a status, not the server's own: those may be anything. */
function refusal(status: number, url: URL, hadToken: boolean): SourceError {
    const remedies: readonly (readonly [of: boolean, remedy: string])[] = [
        [
            status === 401 || status === 403,
            hadToken
                ? `set ${tokenVariable(url)} to a token that may read it`
                : `set ${tokenVariable(url)} to a token, if it takes one`,
        ],
        // Registries hide from strangers that there is something.
        [
            status === 404 && !hadToken,
            `correct the address, put the file there, or set ${tokenVariable(url)} if it takes a token`,
        ],
        [status === 429 || status >= 500, "try again later"],
        [true, "correct the address, or put the file there"],
    ];
    const [, remedy = ""] = remedies.find(([of]) => of) ?? [];
    return new SourceError(`${url.host} answers ${status} ${STATUS_CODES[status] ?? ""}`.trim(), remedy);
}
