import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request, type RequestOptions } from "node:https";
import path from "node:path";

import type { ServiceState } from "../../components/watch/state";
import type { LocalStack } from "./local-stack";

interface Watched {
    readonly hub: { readonly name: string; readonly host: string; readonly port: number; readonly socket: string };
    readonly cells: readonly {
        readonly name: string;
        readonly regions: readonly {
            readonly region: string;
            readonly watcher: { readonly host: string; readonly port: number; readonly name: string };
        }[];
    }[];
}

/** Reads what a stack's hub says, over its socket, and what watchers report to the hub, with its certificates. */
export class HubClient {
    private readonly watched: Watched;

    constructor(private readonly stack: Pick<LocalStack, "root">) {
        this.watched = JSON.parse(this.read("watched.json")) as Watched;
    }

    async state(): Promise<ServiceState> {
        return JSON.parse(await this.ask("/api/state")) as ServiceState;
    }

    metrics(): Promise<string> {
        return this.ask("/metrics");
    }

    /** What the watcher of each region tells. */
    metricsOfWatchers(): Promise<string[]> {
        const { cells, hub } = this.watched;
        return Promise.all(
            cells.flatMap(cell => {
                const file = (name: string) => this.read(`hubs/${hub.name}/${cell.name}-tls/${name}`);
                const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt"), agent: false };
                return cell.regions.map(({ watcher: { host, port, name } }) =>
                    textOf(request, {
                        ...tls,
                        host,
                        port,
                        servername: name,
                        headers: { host: name },
                        path: "/metrics",
                    }),
                );
            }),
        );
    }

    private ask(at: string): Promise<string> {
        return textOf(plainRequest, { socketPath: path.join(this.stack.root, this.watched.hub.socket), path: at });
    }

    private read(file: string): string {
        return readFileSync(path.join(this.stack.root, file), "utf8");
    }
}

function textOf(send: typeof request, options: RequestOptions): Promise<string> {
    return new Promise((resolve, reject) => {
        const sent = send(options, answer => {
            let text = "";
            answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
            answer.on("error", reject);
            answer.on("end", () => {
                if (answer.statusCode === 200) resolve(text);
                else reject(new Error(`status ${answer.statusCode}: ${text.slice(0, 200)}`));
            });
        });
        sent.on("error", reject);
        sent.end();
    });
}
