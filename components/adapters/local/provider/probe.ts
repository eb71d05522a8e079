import { readFile } from "node:fs/promises";
import { request } from "node:https";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** An address that has to answer 200 over TLS. Files are relative to the stack's runtime directory. */
export interface Probe {
    readonly host: string;
    readonly port: number;
    readonly serverName: string;
    readonly path: string;
    readonly authority: string;
    /** Directory of the certificate to show, where one is asked for. */
    readonly identity?: string;
}

/** A server reads, checks and loads a model in well under a second; a machine that starts a whole stack takes longer. */
const patienceMs = 60_000;

/** Waits until the address answers 200; else throws what `explain` makes of the last reason. */
export async function awaitProbe(
    root: string,
    probe: Probe,
    explain: (reason: string) => Promise<string>,
): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
        const reason = await ask(root, probe).catch((error: unknown) => (error as Error).message);
        if (reason === undefined) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(await explain(reason));
        }
        await pause(30);
    }
}

async function ask(root: string, probe: Probe): Promise<string | undefined> {
    const read = (file: string) => readFile(path.join(root, file));
    const identity =
        probe.identity === undefined
            ? {}
            : { cert: await read(`${probe.identity}/tls.crt`), key: await read(`${probe.identity}/tls.key`) };
    const options = {
        host: probe.host,
        port: probe.port,
        servername: probe.serverName,
        path: probe.path,
        headers: { host: probe.serverName },
        ca: await read(probe.authority),
        agent: false,
        timeout: 2000,
        ...identity,
    };
    return new Promise((resolve, reject) => {
        const sent = request(options, answer => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("end", () => {
                const body = Buffer.concat(chunks).toString().slice(0, 500);
                resolve(
                    answer.statusCode === 200
                        ? undefined
                        : `${probe.path} answers ${answer.statusCode ?? "nothing"} ${body}`,
                );
            });
            answer.on("error", reject);
        });
        sent.on("timeout", () => sent.destroy(new Error(`${probe.path} does not answer within 2 s`)));
        sent.on("error", reject);
        sent.end();
    });
}
