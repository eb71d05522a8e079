import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

import { until } from "../support/until";

export interface TablesAnswer {
    readonly status: number;
    readonly region: string | undefined;
    readonly body: {
        readonly item?: Readonly<Record<string, unknown>>;
        readonly error?: string;
        /** Of a request for changes. */
        readonly changes?: readonly { readonly kind: string; readonly key: string }[];
        readonly next?: string;
        /** Of an inference. */
        readonly parameters?: Readonly<Record<string, unknown>>;
    };
}

type Method = "GET" | "PUT" | "POST" | "DELETE";

/** A client of a cell's tables, and of the model that looks features up in them, at the address of one region's front, which trusts the cell's authority alone. */
export class TablesClient {
    private readonly agent: Agent;

    constructor(
        private readonly address: string,
        private readonly host: string,
        ca: string,
    ) {
        this.agent = new Agent({ ca, servername: host, keepAlive: true });
    }

    /** Sends a request again while it is answered with an error of the server: a write may then be done twice. */
    sure(method: Method, path: string, body?: unknown): Promise<TablesAnswer> {
        return this.repeated(method, `/v1/tables/${path}`, body);
    }

    /** The answer of the model for a subject, whose features it looks up. */
    infer(subject: string): Promise<TablesAnswer> {
        return this.repeated("POST", "/v2/models/screening/infer", { parameters: { subject }, inputs: [] });
    }

    /** Of a path that gates answer themselves. */
    async statusOf(path: string): Promise<number> {
        return (await this.send("GET", path, undefined)).status;
    }

    private repeated(method: Method, path: string, body: unknown): Promise<TablesAnswer> {
        return until(
            `${method} ${path} is answered`,
            async () => {
                const answer = await this.send(method, path, body).catch(() => undefined);
                return answer !== undefined && answer.status < 500 && answer.status !== 404 ? answer : undefined;
            },
            120_000,
        );
    }

    private send(method: Method, path: string, body: unknown): Promise<TablesAnswer> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    ...{ agent: this.agent, host: this.address, port: 443, servername: this.host, timeout: 20_000 },
                    ...{ method, path },
                    headers: { host: this.host, "content-type": "application/json" },
                },
                response => {
                    const { headers, statusCode } = response;
                    text(response).then(body => {
                        const region = headers["x-meridian-region"] as string | undefined;
                        resolve({ status: statusCode!, region, body: parsed(body) });
                    }, reject);
                },
            );
            sent.on("timeout", () => sent.destroy(new Error("no answer within 20 s")));
            sent.on("error", reject);
            sent.end(body === undefined ? undefined : JSON.stringify(body));
        });
    }

    close(): void {
        this.agent.destroy();
    }
}

/** Gates say some errors in plain text. */
function parsed(body: string): TablesAnswer["body"] {
    try {
        return JSON.parse(body) as TablesAnswer["body"];
    } catch {
        return { error: body };
    }
}
