import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import path from "node:path";
import { createSecureContext } from "node:tls";

import type { CellSummary } from "../../stacks/summary";

export interface Answer {
    readonly status: number;
    readonly region: string | undefined;
    readonly version: string | undefined;
    readonly contentType: string | undefined;
    readonly retryAfter: string | undefined;
    readonly body: string;
}

export interface Asked {
    readonly path?: string;
    readonly method?: "GET" | "PUT" | "POST" | "DELETE";
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly timeoutMs?: number;
    /** On a connection of its own: what a client does that asks again because a kept one was broken. */
    readonly fresh?: boolean;
}

/** A client of one cell, at one point of presence, with connections of its own. */
export class CellClient {
    private readonly agent: Agent;
    private readonly fresh: Agent;
    private readonly host: string;
    private readonly port: number;

    constructor(project: string, cell: CellSummary, city?: string) {
        const url = new URL(cell.points.find(point => point.city === city)?.url ?? cell.url);
        this.host = url.hostname;
        this.port = Number(url.port);
        // Read once, and bounded: else one late moment costs so many handshakes that the next one is later still.
        const secureContext = createSecureContext({ ca: readFileSync(path.join(project, cell.caFile ?? "")) });
        this.agent = new Agent({ secureContext, keepAlive: true, scheduling: "fifo", maxSockets: 256 });
        this.fresh = new Agent({ secureContext, maxCachedSessions: 0 });
    }

    /** The answer, whatever its status; rejects when there is none. */
    ask({
        path = "/v2/models/screening",
        method = "GET",
        headers = {},
        body,
        timeoutMs = 10_000,
        fresh = false,
    }: Asked = {}): Promise<Answer> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    agent: fresh ? this.fresh : this.agent,
                    host: "127.0.0.1",
                    port: this.port,
                    servername: this.host,
                    path,
                    method,
                    timeout: timeoutMs,
                    headers: {
                        host: this.host,
                        ...(body === undefined
                            ? {}
                            : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
                        ...headers,
                    },
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("error", reject);
                    answer.on("end", () => {
                        const header = (name: string) => {
                            const value = answer.headers[name];
                            return Array.isArray(value) ? value.join() : value;
                        };
                        resolve({
                            status: answer.statusCode ?? 0,
                            region: header("x-meridian-region"),
                            version: header("x-meridian-version"),
                            contentType: header("content-type"),
                            retryAfter: header("retry-after"),
                            body: Buffer.concat(chunks).toString(),
                        });
                    });
                },
            );
            sent.on("timeout", () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
            sent.on("error", reject);
            sent.end(body);
        });
    }

    close(): void {
        this.agent.destroy();
        this.fresh.destroy();
    }
}
