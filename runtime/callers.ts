import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { PeerCertificate, TLSSocket } from "node:tls";
import type { TlsFiles } from "./variables";

/**
 * The kinds of callers of a process that names observers (`TLS_OBSERVER_NAMES`) or gates (`GATES_NAME`). A gate that is an observer, too, passes
 * on what observers elsewhere read.
 */
export type Caller = "client" | "observer" | "gate" | "observing gate";

/** By connection. */
const callers = new WeakMap<object, Caller>();

/** The kind of a request's caller. Undefined for a client if the process names no observers: it then has their rights, too. */
export function callerOf({ socket }: Pick<IncomingMessage, "socket">): Caller | undefined {
    return callers.get(socket);
}

/**
 * The authority signs certificates of the whole cell; the list of callers is narrower. The server's own certificate is accepted as well:
 * its health check has no other.
 */
export function refuseOtherNames(server: TlsServer, files: TlsFiles): void {
    const { clients, observers, gates = [] } = files;
    if (clients.length === 0 && gates.length === 0) {
        return;
    }
    server.on("secureConnection", (socket: TLSSocket) => {
        const caller = admitted(socket, files);
        if (caller === undefined) {
            const refusal: NodeJS.ErrnoException = new Error("the client's certificate has none of the admitted names");
            refusal.code = "CLIENT_NAME_NOT_ADMITTED";
            server.emit("tlsClientError", refusal, socket);
            socket.destroy();
        } else if (observers.length > 0 || isGate(caller)) {
            callers.set(socket, caller);
        }
    });
}

function admitted(socket: TLSSocket, { cert, clients, observers, gates = [] }: TlsFiles): Caller | undefined {
    const { fingerprint256 } = socket.getPeerCertificate();
    const names = namesOf(socket);
    const isOwn = () => fingerprint256 === new X509Certificate(readFileSync(cert)).fingerprint256;
    if (names.some(name => clients.includes(name)) || isOwn()) {
        return "client";
    }
    const isObserver = names.some(name => observers.includes(name));
    if (names.some(name => gates.includes(name))) return isObserver ? "observing gate" : "gate";
    return isObserver ? "observer" : undefined;
}

export const isGate = (caller: Caller | undefined): boolean => caller === "gate" || caller === "observing gate";

/** The names of DNS in the certificate of the other side. */
export function namesOf(socket: TLSSocket): string[] {
    const { subjectaltname } = socket.getPeerCertificate() as Partial<PeerCertificate>;
    return (subjectaltname ?? "").split(", ").flatMap(name => (name.startsWith("DNS:") ? name.slice(4) : []));
}
