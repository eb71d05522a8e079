import { createServer } from "node:net";

/**
 * Below what Linux hands to clients (32768 on): there an outgoing connection could take a port between this look and whoever
 * listens, and an Envoy whose listener finds no port goes on without it. And below what stacks take (20000 on).
 */
const range = { from: 12_000, to: 20_000 };

/** Each is handed out once: two Envoys that are told one port would share it without a word (`SO_REUSEPORT`). */
let next = range.from + Math.floor(Math.random() * (range.to - range.from));

/** Nobody's at this moment; whoever listens there says so where another process has taken it since. */
export async function freePort(): Promise<number> {
    for (let tried = range.from; tried < range.to; tried++) {
        const port = next;
        next = next + 1 < range.to ? next + 1 : range.from;
        if (await isFree(port)) {
            return port;
        }
    }
    throw new Error(`no port of ${range.from} to ${range.to} is free`);
}

function isFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer();
        server.once("error", () => {
            resolve(false);
        });
        server.listen(port, "127.0.0.1", () => {
            server.close(() => {
                resolve(true);
            });
        });
    });
}
