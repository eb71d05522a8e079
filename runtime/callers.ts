import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { TLSSocket } from "node:tls";
import type { TlsFiles } from "./variables";

/** The two kinds of callers of a process that names observers (`TLS_OBSERVER_NAMES`). */
export type Caller = "client" | "observer";

/** By connection. */
const callers = new WeakMap<object, Caller>();

/** The kind of a request's caller. Undefined if the process names no observers. */
export function callerOf({ socket }: Pick<IncomingMessage, "socket">): Caller | undefined {
    return callers.get(socket);
}

/**
 * The authority is the whole cell's; who may call is narrower. The server's own certificate is let in as well: its health
 * check has no other.
 */
export function refuseOtherNames(server: TlsServer, files: TlsFiles): void {
    if (files.clients.length === 0) {
        return;
    }
    server.on("secureConnection", (socket: TLSSocket) => {
        const caller = admitted(socket, files);
        if (caller === undefined) {
            const refusal: NodeJS.ErrnoException = new Error("the client's certificate has none of the admitted names");
            refusal.code = "CLIENT_NAME_NOT_ADMITTED";
            server.emit("tlsClientError", refusal, socket);
            socket.destroy();
        } else if (files.observers.length > 0) {
            callers.set(socket, caller);
        }
    });
}

function admitted(socket: TLSSocket, { cert, clients, observers }: TlsFiles): Caller | undefined {
    const { fingerprint256, subjectaltname } = socket.getPeerCertificate();
    const names = namesIn(subjectaltname);
    const isOwn = () => fingerprint256 === new X509Certificate(readFileSync(cert)).fingerprint256;
    if (names.some(name => clients.includes(name)) || isOwn()) {
        return "client";
    }
    return names.some(name => observers.includes(name)) ? "observer" : undefined;
}

function namesIn(subjectAltName: string | undefined): string[] {
    return (subjectAltName ?? "").split(", ").flatMap(name => (name.startsWith("DNS:") ? name.slice(4) : []));
}
