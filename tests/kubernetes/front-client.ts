import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

import { sample } from "./screening";

export interface FrontAnswer {
    readonly status: number;
    readonly region: string | undefined;
    readonly version: string | undefined;
    readonly body: string;
}

/** A client of a model of a cell at the address of one region's front, which trusts the cell's authority alone. */
export class FrontClient {
    private readonly agent: Agent;

    constructor(
        private readonly address: string,
        private readonly host: string,
        ca: string,
        private readonly model = "screening",
    ) {
        this.agent = new Agent({ ca, servername: host, keepAlive: true, maxSockets: 32 });
    }

    /** The answer to an inference, whatever its status; rejects where there is none. */
    infer(body: string = sample): Promise<FrontAnswer> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    ...{ agent: this.agent, host: this.address, port: 443, servername: this.host, timeout: 20_000 },
                    ...{ method: "POST", path: `/v2/models/${this.model}/infer` },
                    headers: { host: this.host, "content-type": "application/json", "x-subject": "patient-7" },
                },
                response => {
                    const { headers, statusCode } = response;
                    const header = (name: string) => headers[`x-meridian-${name}`] as string | undefined;
                    text(response).then(body => {
                        resolve({ status: statusCode!, region: header("region"), version: header("version"), body });
                    }, reject);
                },
            );
            sent.on("timeout", () => sent.destroy(new Error("no answer within 20 s")));
            sent.on("error", reject);
            sent.end(body);
        });
    }

    close(): void {
        this.agent.destroy();
    }
}

/** What became of requests, by their answers. */
export interface Counts {
    readonly sent: number;
    /** By version. */
    readonly answered: Readonly<Record<string, number>>;
    /** Other answers, and reasons for none. */
    readonly failed: Readonly<Record<string, Failures>>;
}

/** When the first and the last of them were sent, in seconds since the load began. */
export interface Failures {
    readonly count: number;
    readonly from: number;
    readonly to: number;
}

/** Sends requests at a steady rate while work goes on; a request that finds its kept connection closed is sent once more, as clients do. */
export async function whileLoaded(
    client: FrontClient,
    perSecond: number,
    work: () => Promise<unknown>,
): Promise<Counts> {
    const answered: Record<string, number> = {};
    const failed: Record<string, Failures> = {};
    const begun = performance.now();
    const seconds = () => Math.round((performance.now() - begun) / 100) / 10;
    const fail = (at: number, what: string) => {
        const { count, from, to } = failed[what] ?? { count: 0, from: at, to: at };
        failed[what] = { count: count + 1, from: Math.min(from, at), to: Math.max(to, at) };
    };
    const pending = new Set<Promise<unknown>>();
    let [sent, ends] = [0, false];
    const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);
    const once = () =>
        client.infer().catch((error: unknown) => {
            if (codeOf(error) === "ECONNRESET") return client.infer();
            throw error;
        });
    const send = () => {
        sent += 1;
        const at = seconds();
        const one = once().then(
            ({ status, version = "none", region = "no region", body }) => {
                if (status === 200) answered[version] = (answered[version] ?? 0) + 1;
                else fail(at, `${status} of ${region}: ${body.slice(0, 200)}`);
            },
            (error: unknown) => {
                fail(at, codeOf(error));
            },
        );
        pending.add(one);
        void one.finally(() => pending.delete(one));
    };
    const sending = (async () => {
        while (!ends) {
            const due = ((performance.now() - begun) / 1000) * perSecond - sent;
            // What a stall of this process has left is sent later, and not all at once.
            for (let i = 0; i < Math.min(due, perSecond / 10); i += 1) send();
            await delay(1000 / perSecond);
        }
    })();
    try {
        await work();
    } finally {
        ends = true;
        await sending;
        await Promise.all(pending);
    }
    return { sent, answered, failed };
}
