import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { EventEmitter } from "node:events";
import type { Server } from "node:https";
import type { TLSSocket } from "node:tls";

import { callerOf, refuseOtherNames } from "../../runtime/callers";
import { mayCall } from "../../runtime/routes";
import type { TlsFiles } from "../../runtime/variables";
import { authority, writeIdentity } from "../support/certificates";
import { folder } from "./model-server/server";

/** Whether a certificate's holder may call a route, by default that of metrics, of a process that names these. */
function mayReadMetrics(
    files: Pick<TlsFiles, "cert" | "key" | "ca">,
    name: string,
    observers: readonly string[],
    gates: readonly string[],
    route: Parameters<typeof mayCall>[1] = { observed: "instead" },
): boolean {
    const server = new EventEmitter();
    refuseOtherNames(server as unknown as Server, { ...files, clients: ["client"], observers, gates });
    const socket = { getPeerCertificate: () => ({ subjectaltname: `DNS:${name}` }) } as unknown as TLSSocket;
    server.emit("secureConnection", socket);
    return mayCall(callerOf({ socket }), route);
}

describe("the metrics of a process", () => {
    it("are for its observers instead of its clients if it names observers, and never for gates", async () => {
        const own = await (await authority("cell")).issue({ hosts: ["server"] });
        const files = await writeIdentity(folder(), own);
        for (const [observers, gates, allowed] of [
            [[], [], { client: true }],
            [[], ["gate"], { client: true, gate: false }],
            [["observer"], [], { client: false, observer: true }],
            [["observer"], ["gate"], { client: false, observer: true, gate: false }],
            [["observer", "gate"], ["gate"], { client: false, observer: true, gate: true }],
        ] as const) {
            for (const [name, may] of Object.entries(allowed))
                assert.equal(
                    mayReadMetrics(files, name, observers, gates),
                    may,
                    `${name}, ${observers.join()}, ${gates.join()}`,
                );
        }
    });
});

describe("a client's certificate", () => {
    it("has to have an admitted name if a process names gates alone, and any name if it names none", async () => {
        const files = await writeIdentity(folder(), await (await authority("cell")).issue({ hosts: ["server"] }));
        const isOpen = (name: string, gates: readonly string[]) => {
            const server = new EventEmitter();
            refuseOtherNames(server as unknown as Server, { ...files, clients: [], observers: [], gates });
            let isDestroyed = false;
            const getPeerCertificate = () => ({ subjectaltname: `DNS:${name}` });
            server.emit("secureConnection", { getPeerCertificate, destroy: () => (isDestroyed = true) });
            return !isDestroyed;
        };
        assert.deepEqual(
            [isOpen("gate", ["gate"]), isOpen("other", ["gate"]), isOpen("other", [])],
            [true, false, true],
        );
    });

    it("is admitted by one of its names, or as the process's own, and no other connection is left open", async () => {
        const own = await (await authority("cell")).issue({ hosts: ["server"] });
        const files = await writeIdentity(folder(), own);
        const { fingerprint256 } = new X509Certificate(own.cert);
        const isOpen = (subjectaltname: string | undefined, fingerprint = "other") => {
            const server = new EventEmitter();
            const tls = { ...files, clients: ["client"], observers: ["observer"], gates: ["gate"] };
            refuseOtherNames(server as unknown as Server, tls);
            let [isDestroyed, code] = [false, ""];
            server.on("tlsClientError", (error: NodeJS.ErrnoException) => (code = error.code ?? ""));
            const getPeerCertificate = () => ({ subjectaltname, fingerprint256: fingerprint });
            server.emit("secureConnection", { getPeerCertificate, destroy: () => (isDestroyed = true) });
            assert.equal(code, isDestroyed ? "CLIENT_NAME_NOT_ADMITTED" : "");
            return !isDestroyed;
        };
        for (const name of ["client", "observer", "gate"]) {
            assert.ok(isOpen(`DNS:${name}`) && isOpen(`DNS:other, DNS:${name}`), name);
        }
        assert.ok(isOpen("DNS:server", fingerprint256));
        for (const names of ["DNS:other", "DNS:server", "DNS:xclient", "IP Address:client", "", undefined]) {
            assert.ok(!isOpen(names), names);
        }
    });
});

describe("what a process has for the gates of its region", () => {
    it("is for them alone, also where they pass on what observers elsewhere read", async () => {
        const files = await writeIdentity(folder(), await (await authority("cell")).issue({ hosts: ["server"] }));
        for (const observers of [["observer"], ["observer", "gate"]]) {
            const may = (name: string) => mayReadMetrics(files, name, observers, ["gate"], { gates: true });
            assert.deepEqual(["client", "observer", "gate"].map(may), [false, false, true], observers.join());
        }
    });
});
