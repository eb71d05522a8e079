import type { Server } from "node:http";

/** For a gate to see that this server isn't ready any more, and to go elsewhere. */
const DRAIN_MS = 1_000;
/** For requests that came before the listener closed. Well within the ten seconds after which supervisors kill. */
const FINISH_MS = 5_000;
const CHECK_MS = 20;

/**
 * Ends a server without losing a request: answers go on, each closing its connection, so that clients move away while
 * they are still served; then the listener closes, and what is under way is finished.
 */
export async function drain(server: Server, { drainMs = DRAIN_MS, finishMs = FINISH_MS } = {}): Promise<void> {
    server.prependListener("request", (_request, response) => {
        response.shouldKeepAlive = false;
    });
    if ((await connections(server)) > 0) {
        await new Promise(resolve => setTimeout(resolve, drainMs));
    }
    await new Promise<void>(resolve => {
        // Those that answer from here on become idle without the server closing them.
        const idle = setInterval(() => {
            server.closeIdleConnections();
        }, CHECK_MS);
        const late = setTimeout(() => {
            server.closeAllConnections();
        }, finishMs);
        server.close(() => {
            clearInterval(idle);
            clearTimeout(late);
            resolve();
        });
    });
}

function connections(server: Server): Promise<number> {
    return new Promise(resolve => {
        server.getConnections((_error, count) => {
            resolve(count);
        });
    });
}
