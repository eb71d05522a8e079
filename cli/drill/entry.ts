import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { createSecureContext } from "node:tls";

import type { EntryPoint, RunningCell } from "../../components/watch/drills/operations";
import { lookupBy } from "./lookup";

export interface Question {
    readonly method: "GET" | "POST" | "PUT" | "DELETE";
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

export interface Answer {
    readonly status: number;
    readonly region: string | undefined;
    readonly version: string | undefined;
    readonly body: string;
}

/** A client that waits longer is counted as lost. */
const patienceMs = 15_000;

/**
 * As many as an agent keeps idle (`maxFreeSockets`). Without a bound, one late moment opens a connection for each request
 * that waits, and the handshakes make the next one later still. Who waits for one is counted from when it came.
 */
const mostConnections = 256;

/** A caller of a cell who enters at one point, over connections of its own that stay open. */
export class Entry {
    private readonly agent: Agent;
    private readonly fresh: Agent;
    private readonly headers: Readonly<Record<string, string>>;

    constructor(
        readonly cell: RunningCell,
        readonly point: EntryPoint,
        token: string | undefined,
    ) {
        // Read once: a context of its own for every connection costs this process more than a request does.
        const secureContext = createSecureContext({ ca: readFileSync(cell.authority) });
        this.agent = new Agent({ secureContext, keepAlive: true, scheduling: "fifo", maxSockets: mostConnections });
        this.fresh = new Agent({ secureContext, maxCachedSessions: 0 });
        this.headers = { host: cell.host, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    }

    /** The answer, whatever its status; rejects where there is none. `fresh`: over a connection of its own. */
    ask({ method, path, headers, body }: Question, fresh = false): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    agent: fresh ? this.fresh : this.agent,
                    host: this.point.host,
                    port: this.point.port,
                    ...(this.point.resolver !== undefined && { lookup: lookupBy(this.point.resolver) }),
                    servername: this.cell.host,
                    method,
                    path,
                    headers: {
                        ...this.headers,
                        ...(body !== undefined && {
                            "content-type": "application/json",
                            "content-length": Buffer.byteLength(body),
                        }),
                        ...headers,
                    },
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("error", reject);
                    answer.on("end", () => {
                        resolve({
                            status: answer.statusCode ?? 0,
                            region: said(answer.headers["x-meridian-region"]),
                            version: said(answer.headers["x-meridian-version"]),
                            body: Buffer.concat(chunks).toString(),
                        });
                    });
                },
            );
            // For the whole of it: a socket that trickles is not idle.
            const late = setTimeout(
                () => sent.destroy(new Error(`no answer within ${patienceMs / 1000} s`)),
                patienceMs,
            );
            sent.on("close", () => {
                clearTimeout(late);
            });
            sent.on("error", reject);
            sent.end(body);
        });
    }

    close(): void {
        this.agent.destroy();
        this.fresh.destroy();
    }
}

function said(header: string | string[] | undefined): string | undefined {
    return Array.isArray(header) ? header.join() : header;
}

/** What an answer says; of one that failed, or is no JSON object, nothing. */
export function jsonIn({ status, body }: Answer): object {
    try {
        const value = status === 200 ? (JSON.parse(body) as unknown) : undefined;
        return typeof value === "object" && value !== null ? value : {};
    } catch {
        return {};
    }
}

/** Every way into a cell. */
export function entriesOf(cell: RunningCell, token: string | undefined): Entry[] {
    return cell.points.map(point => new Entry(cell, point, token));
}
