import { type IncomingHttpHeaders, type IncomingMessage, request as plain } from "node:http";
import { request as tls } from "node:https";

import { Passing } from "../failure";
import { connectionFailure } from "./connection-failure";

/** A request. The path is sent as it is: a URL would take `..` out of an object's name. */
export interface Ask {
    /** Scheme, host and port. */
    readonly origin: URL;
    readonly path: string;
    readonly method?: "GET" | "POST" | "PUT" | "DELETE";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
}

export interface Patience {
    readonly signal: AbortSignal;
    /** How long a connection may be silent. */
    readonly silentMs: number;
}

/** What an answer may hold that is read into memory: tokens, manifests, errors. */
const mostBytes = 4 * 1024 * 1024;

/** The answer's beginning; its body is the caller's to read or to drop. */
export function send(ask: Ask, { signal, silentMs }: Patience): Promise<IncomingMessage> {
    const { origin, path, method = "GET", headers, body } = ask;
    const { hostname, port, protocol } = origin;
    const open = protocol === "http:" ? plain : tls;
    return new Promise((resolve, reject) => {
        const options = { hostname: hostname.replace(/^\[|\]$/g, ""), port, path, method, headers, signal };
        const request = open({ ...options, minVersion: "TLSv1.2" });
        request.setTimeout(silentMs, () => {
            request.destroy(
                new Passing(`${origin.host} sends nothing for ${silentMs / 1000} s`, "see whether it is overloaded"),
            );
        });
        request.once("error", error => {
            reject(signal.aborted || error instanceof Passing ? error : connectionFailure(error, origin.host));
        });
        request.once("response", resolve);
        request.end(body);
    });
}

/** The pieces of a body. An answer that breaks off fails as `Passing`. */
export async function* piecesOf(response: IncomingMessage, host: string, signal: AbortSignal): AsyncIterable<Buffer> {
    try {
        for await (const piece of response) yield piece as Buffer;
    } catch (error) {
        if (signal.aborted || error instanceof Passing) throw error;
        throw new Passing(`${host} broke the connection off`, "see whether it, or a proxy before it, restarts");
    }
}

export interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
    readonly bytes: Buffer;
}

/** A small answer, whole. */
export async function ask(request: Ask, patience: Patience): Promise<Answer> {
    return answerOf(await send(request, patience), request.origin.host, patience.signal);
}

export async function answerOf(response: IncomingMessage, host: string, signal: AbortSignal): Promise<Answer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of piecesOf(response, host, signal)) {
        size += piece.length;
        // Who breaks out of the loop ends the connection.
        if (size > mostBytes) break;
        pieces.push(piece);
    }
    const bytes = Buffer.concat(pieces);
    return { status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString(), bytes };
}
