import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GiveUp } from "./ending";
import type { Log } from "./log";
import { Refusal } from "./refusal";
import type { Route } from "./routes";

/** Of a program's routes, those that say whether it lives, and whether it is ready. */
const isHealth = ({ method, path }: Route) => method === "GET" && /^\/v\d\/health\/(live|ready)$/.test(path);

const limits = {
    connectionsCheckingInterval: 1_000,
    headersTimeout: 5_000,
    maxHeaderSize: 8_192,
    requestTimeout: 5_000,
};

/** Where a program listens for platforms that have no certificate of its cell. */
export interface HealthListening {
    readonly host: string;
    /** Default: nowhere. */
    readonly healthPort?: number;
}

/**
 * A listener next to that with mutual TLS, in plain text: it answers whether the process is alive and ready by a status code only, without
 * the reason. It continues until the process ends, so a draining server is seen to be not ready.
 */
export function listenForHealth(
    { host, healthPort }: HealthListening,
    routes: readonly Route[],
    log: Log,
    giveUp: GiveUp,
): void {
    if (healthPort === undefined) return;
    const health = routes.filter(isHealth);
    const server = createServer(limits, (request, response) => {
        const route = health.find(({ path }) => path === request.url);
        const answer = async () => {
            if (route === undefined) return 404;
            if (request.method !== "GET" && request.method !== "HEAD") return 405;
            return (await route.handle({}, request)).status;
        };
        answer().then(
            status => response.writeHead(status, { connection: "close" }).end(),
            (error: unknown) => response.writeHead(error instanceof Refusal ? error.status : 500).end(),
        );
    });
    // Connections that send nothing end after five seconds, so that they leave room for the platform's.
    server.maxConnections = 256;
    server.on("error", error => {
        giveUp(1, "can't listen", error);
    });
    server.listen(healthPort, host, () => {
        const { address, port } = server.address() as AddressInfo;
        log.info("listening for health", { address, port });
    });
}
