import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { replaceFile } from "../files";
import { renewedTlsServer } from "../listener";
import type { Log } from "../log";
import type { Route } from "../routes";
import type { ServerTls } from "../variables";
import type { HubApi } from "./api";
import type { Environment } from "./environment";

/** Of the socket, and of the port. */
export type Servers = readonly [commands: Server, readers: Server];

/** Other machines reach it: one that sends nothing, or byte by byte, holds a connection for seconds. */
const limits = {
    handshakeTimeout: 10_000,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    maxHeaderSize: 16_384,
} as const;
const MOST_CONNECTIONS = 1_000;

/** Throws where certificates are broken now. */
export function serversFor(api: HubApi, tls: ServerTls | undefined, log: Log): Servers {
    return [createServer(api.listener("socket")), portServer(tls, api.listener("port"), log)];
}

/** Browsers have no certificate; a caller that shows one may read metrics by it. */
function portServer(tls: ServerTls | undefined, answer: RequestListener, log: Log): Server {
    if (tls === undefined) return createServer(answer);
    const server = renewedTlsServer(
        { ...limits, requestCert: tls.ca !== undefined, rejectUnauthorized: false },
        tls,
        answer,
        log,
    );
    server.maxConnections = MOST_CONNECTIONS;
    return server;
}

/** Ready once all watchers have been queried. */
export function healthRoutes(isReady: () => boolean): readonly Route[] {
    const route = (path: string, isGood: () => boolean): Route => ({
        method: "GET",
        path,
        handle: () => ({ status: isGood() ? 200 : 503, body: "" }),
    });
    return [route("/v2/health/live", () => true), route("/v2/health/ready", isReady)];
}

/** The socket first: what waits for the port then has both. */
export async function listen(
    { host, key: keyFile, port, socket }: Environment,
    key: string,
    [commands, readers]: Servers,
): Promise<{ readonly address: string; readonly port: number }> {
    await mkdir(dirname(socket), { recursive: true, mode: 0o700 });
    // Of a hub that was killed.
    await rm(socket, { force: true });
    await once(commands.listen(socket), "listening");
    await chmod(socket, 0o600);
    await replaceFile(keyFile, `${key}\n`);
    await once(readers.listen(port, host), "listening");
    return readers.address() as AddressInfo;
}

export function closed(server: Server): Promise<void> {
    return new Promise(resolve => {
        server.close(() => {
            resolve();
        });
        server.closeIdleConnections();
    });
}
