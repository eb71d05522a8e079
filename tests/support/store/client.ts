import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

import { until } from "../until";

/** A change of an item, as an answer tells it. */
export interface StoreChange {
    readonly kind: "put" | "delete";
    readonly key: string;
    readonly sort?: string;
    readonly revision: string;
    readonly at: string;
    readonly item?: Readonly<Record<string, unknown>>;
    /** Why the item is left out. */
    readonly error?: string;
}

export interface StoreAnswer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: {
        readonly item?: Readonly<Record<string, unknown>>;
        readonly items?: readonly { readonly item?: Readonly<Record<string, unknown>>; readonly revision?: string }[];
        readonly revision?: string;
        readonly lagMsAtMost?: number | null;
        readonly stale?: boolean;
        readonly error?: string;
        readonly tables?: readonly { readonly name: string; readonly changes?: { readonly id?: string } }[];
        readonly changes?: readonly StoreChange[];
        /** Of a batch: keys that have not been read. */
        readonly unread?: readonly object[];
        /** Where the next changes, or items of a key, are. */
        readonly next?: string;
        readonly more?: boolean;
        /** Of a write that was answered with 503. */
        readonly done?: "no" | "maybe";
    };
}

export interface StoreAsked {
    readonly method?: "GET" | "PUT" | "DELETE" | "POST";
    /** Below `/v1/tables`; empty for that itself. */
    readonly path: string;
    readonly body?: unknown;
    /** In place of a body, sent as it is. */
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly timeoutMs?: number;
}

/** Where tables are served, and the certificate to show. */
export interface StoreTarget {
    readonly port: number;
    readonly servername: string;
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
}

/** Asks a table server as a gate does. Rejects where no answer comes. */
export class StoreClient {
    private readonly agent: Agent;

    constructor(private readonly target: StoreTarget) {
        const { servername, cert, key, ca } = target;
        const read = (file: string) => readFileSync(file);
        this.agent = new Agent({ keepAlive: true, servername, cert: read(cert), key: read(key), ca: read(ca) });
    }

    ask({
        method = "GET",
        path,
        body,
        text = textOf(body),
        headers = {},
        timeoutMs = 20_000,
    }: StoreAsked): Promise<StoreAnswer> {
        return new Promise((resolve, reject) => {
            const asking = request(
                {
                    host: "127.0.0.1",
                    port: this.target.port,
                    agent: this.agent,
                    method,
                    path: path === "" ? "/v1/tables" : `/v1/tables/${path}`,
                    headers: { ...(text === undefined ? {} : { "content-type": "application/json" }), ...headers },
                    signal: AbortSignal.timeout(timeoutMs),
                },
                response => {
                    const chunks: Buffer[] = [];
                    response.on("data", (chunk: Buffer) => chunks.push(chunk));
                    response.on("error", reject);
                    response.on("end", () => {
                        resolve({
                            status: response.statusCode ?? 0,
                            headers: response.headers,
                            body: JSON.parse(Buffer.concat(chunks).toString() || "{}") as StoreAnswer["body"],
                        });
                    });
                },
            );
            asking.on("error", reject);
            asking.end(text);
        });
    }

    /** What is stored, once an answer says so: 503 means that the server can not say now, and what is gone is a 404. */
    read(path: string): Promise<StoreAnswer> {
        return this.sure({ path }, [200, 404]);
    }

    /** The answer to what may be asked again: another one than 503, which says that the server can not answer now. */
    async sure(asked: StoreAsked, statuses: readonly number[] = [200]): Promise<StoreAnswer> {
        let last: StoreAnswer | undefined;
        const once = async () => {
            last = await this.ask(asked).catch(() => undefined);
            return last !== undefined && last.status !== 503 && last;
        };
        const answer = await until(`${asked.path} is answered`, once, 60_000).catch((error: unknown) => {
            throw new Error(`${String(error)}; the last answer: ${JSON.stringify(last?.body)}`, { cause: error });
        });
        if (!statuses.includes(answer.status)) {
            throw new Error(`${asked.path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`);
        }
        return answer;
    }

    /** Writes, again where the answer says that nothing was done: each write that is answered is one change. */
    write(asked: StoreAsked): Promise<StoreAnswer> {
        return until(
            `${asked.path} is written`,
            async () => {
                const answer = await this.ask(asked).catch((error: unknown) => {
                    // It may be there: written again, it would be two changes.
                    throw new Error(`the outcome of the write of ${asked.path} is unknown`, { cause: error });
                });
                return !(answer.status === 503 && answer.body.done === "no") && answer;
            },
            60_000,
        );
    }

    close(): void {
        this.agent.destroy();
    }
}

function textOf(body: unknown): string | undefined {
    return body === undefined ? undefined : JSON.stringify(body);
}
