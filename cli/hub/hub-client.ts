import { request } from "node:http";
import path from "node:path";

import { z } from "zod";

import { shorter } from "../../tools/unix-socket";
import { ProjectError } from "../exit";
import type { Project } from "../project";
import { readWatched } from "../watched";

const schema = z.object({ hub: z.object({ host: z.string(), port: z.number(), socket: z.string() }) });

export interface HubAnswer {
    readonly status: number;
    readonly text: string;
}

/**
 * The hub of a running stack. Commands use its socket, which only the owner of the stack's files can open: a foreign program that binds
 * the hub's port while the hub is down receives nothing.
 */
export class HubClient {
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

    /** Throws a `ProjectError` where it doesn't answer. */
    ask(method: "GET" | "POST", at: string, body?: object): Promise<HubAnswer> {
        return new Promise((resolve, reject) => {
            const failed = (error: Error) => {
                reject(
                    new ProjectError(`the hub at ${this.socket} does not answer: ${error.message}; is the stack up?`),
                );
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
