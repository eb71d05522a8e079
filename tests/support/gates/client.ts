import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";

import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { Identity } from "../certificates";
import type { Gates } from "./gates";

export interface Call {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: string;
    /** Default: the cell's, in TLS and as host. */
    readonly host?: string;
    /** What the client shows in TLS. */
    readonly identity?: Identity;
    readonly agent?: Agent;
}

export interface Reply {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** What a region's gate answers to a client; rejects when there is no answer. */
export function call(
    gates: Gates,
    region: RegionRef,
    { method, path = "/v2/models/screening/infer", headers = {}, body, host, identity, agent }: Call = {},
): Promise<Reply> {
    const { cell } = gates.serving(region);
    return new Promise((resolve, reject) => {
        const sent = request(
            {
                ...gates.address(region),
                agent: agent ?? false,
                servername: cell.host,
                ca: gates.authority(region).ca,
                ...(identity === undefined ? {} : { cert: identity.cert, key: identity.key }),
                method: method ?? (body === undefined ? "GET" : "POST"),
                path,
                headers: { host: host ?? cell.host, ...headers },
                timeout: 60_000,
            },
            answer => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("error", reject);
                answer.on("end", () => {
                    resolve({
                        status: answer.statusCode ?? 0,
                        headers: answer.headers,
                        body: Buffer.concat(chunks).toString(),
                    });
                });
            },
        );
        sent.on("timeout", () => sent.destroy(new Error("no answer within 60 s")));
        sent.on("error", reject);
        sent.end(body);
    });
}
