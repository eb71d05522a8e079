import { request } from "node:http";
import { connect } from "node:net";
import path from "node:path";

import { z } from "zod";

import { shorter } from "../../tools/unix-socket";
import { ProjectError } from "../exit";
import type { Project } from "../project";
import { readWatched } from "../watched";
import type { Hub, HubAnswer, OpenHub } from "./hub";

const schema = z.object({ hub: z.object({ host: z.string(), port: z.number(), socket: z.string() }) });

/**
 * The hub of a running stack. Commands use its socket, which only the owner of the stack's files can open: a foreign program that binds
 * the hub's port while the hub is down receives nothing.
 */
export class HubClient implements Hub {
    private constructor(
        /** Where browsers find it. */
        readonly address: string,
        private readonly socket: string,
    ) {}

    /** Throws a `ProjectError` where the stack isn't up. */
    static of(project: Project, stack: string): HubClient {
        const { directory, watched } = readWatched(project, stack, schema, ": there is no {file}; run `npm run local`");
        const { host, port, socket } = watched.hub;
        return new HubClient(`http://${host}:${port}/`, path.join(directory, socket));
    }

    open(): Promise<OpenHub> {
        return Promise.resolve({ address: this.address });
    }

    /** Why it says nothing. A hub that can't have its port ends, and its socket with it. */
    private async silence({ message }: Error): Promise<string> {
        const said = `the hub at ${this.socket} does not answer: ${message}`;
        const { hostname, port, host } = new URL(this.address);
        return (await listens(hostname, Number(port)))
            ? `${said}; another program listens at ${host}, which is the hub's port: end it, and the hub starts by itself`
            : `${said}; is the stack up?`;
    }

    /** Throws a `ProjectError` where it doesn't answer. */
    ask(method: "GET" | "POST", at: string, body?: object): Promise<HubAnswer> {
        return new Promise((resolve, reject) => {
            const failed = (error: Error) => {
                void this.silence(error).then(message => {
                    reject(new ProjectError(message));
                });
            };
            const sent = request(
                {
                    socketPath: shorter(this.socket),
                    method,
                    path: at,
                    timeout: 10_000,
                    headers: { ...(body && { "content-type": "application/json" }) },
                },
                answer => {
                    const chunks: Buffer[] = [];
                    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                    answer.on("error", failed);
                    answer.on("end", () => {
                        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
                    });
                },
            );
            sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
            sent.on("error", failed);
            sent.end(body && JSON.stringify(body));
        });
    }
}

function listens(host: string, port: number): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect({ host, port, timeout: 1_000 });
        const end = (isThere: boolean) => {
            socket.destroy();
            resolve(isThere);
        };
        socket.once("connect", () => {
            end(true);
        });
        for (const event of ["error", "timeout"])
            socket.once(event, () => {
                end(false);
            });
    });
}
