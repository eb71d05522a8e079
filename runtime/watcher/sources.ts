import { type IncomingMessage, request as plainRequest } from "node:http";
import { type Agent, request, type RequestOptions } from "node:https";
import { TLSSocket } from "node:tls";
import type { Sample } from "../../components/watch/metrics/samples";
import { parseMetrics } from "../../components/watch/metrics/text";
import type { RenewedAgent } from "../renewed-agent";

/** More than any process of the product reports; reading from another program ends here. */
const MOST_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 2_000;

export interface Answered {
    readonly status: number;
    readonly text: string;
}

/** A peer of the cell: an address, and the name in its certificate. */
export interface Peer {
    readonly host: string;
    readonly port: number;
    readonly name: string;
}

/** Requests a peer of the cell, by the name in its certificate. Rejects if there is no answer in time. */
export function askPeer(agent: RenewedAgent, { host, port, name }: Peer, path: string): Promise<Answered> {
    return answerOf(request, { host, port, path, agent: agent.now, servername: name, headers: { host: name } });
}

/**
 * The same over a connection of an agent of the caller's own (`RenewedAgent.once`). `connected` is called with the connection, once the
 * answer begins.
 */
export function askOnce(
    agent: Agent,
    { host, port, name }: Peer,
    path: string,
    connected?: (socket: TLSSocket) => void,
): Promise<Answered> {
    const begun = ({ socket }: IncomingMessage) => {
        if (socket instanceof TLSSocket) connected?.(socket);
    };
    return answerOf(request, { host, port, path, agent, servername: name, headers: { host: name } }, { begun });
}

/** The same, with something to say, and with as long as that takes. */
export function tellPeer(agent: RenewedAgent, { host, port, name }: Peer, path: string, body: string, ms: number) {
    const headers = { host: name, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const options = { host, port, path, method: "POST", agent: agent.now, servername: name, headers };
    return answerOf(request, options, { body, ms });
}

/** Queries the server of a Unix socket. Rejects if it does not answer in time. */
export function askSocket(socketPath: string, path: string): Promise<Answered> {
    return answerOf(plainRequest, { socketPath, path });
}

/** The metrics of a process. Rejects where it doesn't tell them. */
export async function metricsOf(answer: Promise<Answered>): Promise<readonly Sample[]> {
    const { status, text } = await answer;
    if (status !== 200) throw new Error(`status ${status}`);
    return parseMetrics(text).samples;
}

interface Asking {
    readonly body?: string;
    readonly ms?: number;
    /** Called once the answer begins. */
    readonly begun?: (answer: IncomingMessage) => void;
}

function answerOf(
    send: typeof request,
    options: RequestOptions,
    { body, ms = TIMEOUT_MS, begun }: Asking = {},
): Promise<Answered> {
    return new Promise((resolve, reject) => {
        const sent = send({ ...options, signal: AbortSignal.timeout(ms) }, answer => {
            begun?.(answer);
            const chunks: Buffer[] = [];
            let size = 0;
            answer.on("data", (chunk: Buffer) => {
                size += chunk.length;
                chunks.push(chunk);
                if (size > MOST_BYTES) sent.destroy(new Error(`more than ${MOST_BYTES} bytes`));
            });
            answer.on("error", reject);
            answer.on("end", () => {
                resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
            });
        });
        sent.on("error", reject);
        sent.end(body);
    });
}
