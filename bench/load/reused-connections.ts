import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent, request } from "node:https";

/** The server, on this machine: over TLS, or in plain text without an authority. */
export interface Target {
    /** Default: 127.0.0.1. */
    readonly host?: string;
    readonly port: number;
    readonly serverName: string;
    /** PEM of the authority that vouches for it. */
    readonly ca?: string;
    /** PEM of what it is shown, where it asks for a certificate. */
    readonly cert?: string;
    readonly key?: string;
}

export interface Question {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
}

/** A client that keeps so many connections, and uses them in turn. */
export class ReusedConnections {
    private readonly agent: Agent | PlainAgent;

    constructor(
        private readonly target: Target,
        readonly count: number,
    ) {
        const options = { keepAlive: true, maxSockets: count, maxFreeSockets: count, scheduling: "fifo" } as const;
        this.agent = target.ca === undefined ? new PlainAgent(options) : new Agent(options);
    }

    /** Opens all of them: each takes one of so many requests at once. */
    async open(question: Question): Promise<void> {
        await Promise.all(Array.from({ length: this.count }, () => this.ask(question)));
    }

    /** Milliseconds to the whole answer; rejects when there is none, or one of failure. */
    ask({ path, headers = {}, body }: Question): Promise<number> {
        const { host = "127.0.0.1", port, serverName, ...tls } = this.target;
        return new Promise((resolve, reject) => {
            const begun = performance.now();
            const sent = (tls.ca === undefined ? plainRequest : request)(
                {
                    agent: this.agent,
                    host,
                    port,
                    servername: serverName,
                    ...tls,
                    path,
                    method: "POST",
                    timeout: 20_000,
                    headers: {
                        host: serverName,
                        "content-type": "application/json",
                        "content-length": Buffer.byteLength(body),
                        ...headers,
                    },
                },
                answer => {
                    answer.on("error", reject);
                    answer.on("end", () => {
                        if (answer.statusCode === 200) resolve(performance.now() - begun);
                        else reject(new Error(`${serverName}${path} answers ${answer.statusCode ?? "nothing"}`));
                    });
                    answer.resume();
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
