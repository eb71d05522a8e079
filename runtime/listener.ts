import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import {
    createServer as createTlsServer,
    type Server as TlsServer,
    type ServerOptions as TlsServerOptions,
} from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { refuseOtherNames } from "./callers";
import { type CertificateFiles, readCertificates } from "./certificates";
import type { GiveUp } from "./ending";
import type { Log } from "./log";
import type { TlsFiles } from "./variables";
import { watchFiles } from "./watch";

const MINUTE_MS = 60_000;
/** How Node.js calls a request that did not come in time. */
const LATE = "ERR_HTTP_REQUEST_TIMEOUT";

/**
 * HTTP/1.1 only: a gate keeps as many connections as it has requests under way, on the same machine or network, so
 * HTTP/2 would add a layer and save nothing.
 */
const optionsFor = (requestMs: number): ServerOptions => ({
    // The maximum that a gate admits (96 KiB) and adds.
    maxHeaderSize: 128 * 1024,
    // Longer than Envoy keeps an idle connection (1 hour), so that the gate always closes first: a connection that the
    // server closes may just be taking a request.
    keepAliveTimeout: 65 * MINUTE_MS,
    headersTimeout: requestMs,
    // Until the whole body has come.
    requestTimeout: requestMs,
    connectionsCheckingInterval: requestMs / 12,
});

/** Where a process listens, and with which certificates. */
export interface Listening {
    readonly host: string;
    readonly port: number;
    readonly tls?: TlsFiles;
    /** How long a request may take to come. Default: a minute. */
    readonly requestMs?: number;
    /** How the log calls it. Default: listening. */
    readonly event?: string;
}

/** A server that listens on the address in the environment. If it can't, the process ends. */
export function listenerFor(
    { event = "listening", host, port, tls, requestMs = MINUTE_MS }: Listening,
    answer: RequestListener,
    log: Log,
    giveUp: GiveUp,
): Server {
    const options = optionsFor(requestMs);
    let server: Server;
    try {
        server = withErrors(
            tls === undefined ? createServer(options, answer) : tlsListener(options, tls, answer, log),
            requestMs,
        );
    } catch (error) {
        return giveUp(2, "certificates refused", error);
    }
    server.on("error", error => {
        giveUp(1, "can't listen", error);
    });
    server.listen(port, host, () => {
        const { address, port: taken } = server.address() as AddressInfo;
        log.info(event, { address, port: taken, tls: tls === undefined ? "off" : "mutual" });
    });
    return server;
}

/** A listener that talks to holders of a certificate of the cell's authority only. Throws where the files are broken now. */
function tlsListener(options: ServerOptions, files: TlsFiles, answer: RequestListener, log: Log): Server {
    const server = renewedTlsServer({ ...options, requestCert: true, rejectUnauthorized: true }, files, answer, log);
    refuseOtherNames(server, files);
    return server;
}

/**
 * A server with TLS. New connections get new files without a restart; broken ones are reported, and the certificates before them
 * stay. Throws where the files are broken now.
 */
export function renewedTlsServer(
    options: TlsServerOptions,
    files: CertificateFiles,
    answer: RequestListener,
    log: Log,
): TlsServer {
    const { context, validTo } = readCertificates(files);
    const server = createTlsServer({ ...options, ...context }, answer);
    log.info("certificates read", { validTo });
    const all = [files.cert, files.key, ...(files.ca === undefined ? [] : [files.ca])];
    const unwatch = watchFiles(all, () => {
        reload(server, files, log);
    });
    server.on("close", unwatch);
    reportRefusedClients(server, log);
    return server;
}

function reload(server: TlsServer, files: CertificateFiles, log: Log): void {
    try {
        const { context, validTo } = readCertificates(files);
        server.setSecureContext(context);
        log.info("certificates reloaded", { validTo });
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("certificates not reloaded", { reason: `${reason}; those before stay in use` });
    }
}

/** One line a minute at most: a port scan, or a gate with the wrong certificate, tries all the time. */
function reportRefusedClients(server: TlsServer, log: Log): void {
    let refused = 0;
    let quietUntil = -Infinity;
    server.on("tlsClientError", (error: NodeJS.ErrnoException) => {
        refused += 1;
        if (performance.now() >= quietUntil) {
            log.error("client refused", { code: error.code, refused });
            refused = 0;
            quietUntil = performance.now() + MINUTE_MS;
        }
    });
}

/**
 * What isn't HTTP gets the protocol's error object as well, where its sender can still read it. A connection that has not been used
 * yet is no request that is late, though Node.js takes it for one: a gate opens connections for requests that then go elsewhere, and
 * would give the answer 408 to the next request that it sends on one.
 */
function withErrors(server: Server, requestMs: number): Server {
    const late = `the request did not come in time; allowed: ${requestMs / 1000} seconds`;
    const rejected: Readonly<Partial<Record<string, readonly [status: string, message: string]>>> = {
        HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "the headers are too big; allowed: 128 KiB"],
        [LATE]: ["408 Request Timeout", late],
    };
    return server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
        if (error.code === LATE && "bytesRead" in socket && socket.bytesRead === 0) return;
        if (error.code === "ECONNRESET" || !socket.writable) {
            socket.destroy();
            return;
        }
        const [status, message] = rejected[error.code ?? ""] ?? ["400 Bad Request", "the request is not HTTP/1.1"];
        const body = JSON.stringify({ error: message });
        socket.end(
            `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
                `connection: close\r\n\r\n${body}`,
        );
    });
}
