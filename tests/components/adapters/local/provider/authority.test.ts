import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, connect, type TLSSocket } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { authority, type AuthorityInputs } from "../../../../../components/adapters/local/provider/authority";
import { issue, makeAuthority } from "../../../../../runtime/certifier/certificates";
import { emptyRoot } from "./root";

describe("a cell's authority on this machine", () => {
    const root = emptyRoot();
    const host = "eu.screening.localhost";
    const inputs = (): AuthorityInputs => ({ root: root.path, cell: "eu", host, directory: "authority" });
    const file = (name: string) => path.join(root.path, "authority", name);

    it("stays the same while its files are there, however often it is asked for", async () => {
        const made = await authority.apply(inputs());
        assert.deepEqual(await authority.apply(inputs()), made);
        assert.deepEqual(await authority.inspect({ ...inputs(), ...made }), made);
        assert.ok(new X509Certificate(readFileSync(file("authority.crt"))).ca);
    });

    for (const [damage, strike] of [
        [
            "its key is cut off",
            () => {
                truncateSync(file("authority.key"), 40);
            },
        ],
        [
            "its certificate is cut off",
            () => {
                truncateSync(file("authority.crt"), 40);
            },
        ],
        [
            "its certificate is another's",
            async () => {
                writeFileSync(file("authority.crt"), (await makeAuthority("another", host)).certificate);
            },
        ],
    ] as const) {
        it(`is recreated when ${damage}`, async () => {
            const made = await authority.apply(inputs());
            await strike();
            assert.equal(await authority.inspect({ ...inputs(), ...made }), undefined);
            const again = await authority.apply(inputs(), { ...inputs(), ...made });
            assert.notDeepEqual(again, made);
            assert.deepEqual(await authority.inspect({ ...inputs(), ...again }), again);
        });
    }

    for (const [name, trusted] of [
        [host, true],
        [`servers.eu-west.${host}`, true],
        ["us.screening.localhost", false],
        ["screening.localhost", false],
    ] as const) {
        it(`${trusted ? "vouches" : "can't vouch"} for ${name}, with any key`, async () => {
            const signer = await makeAuthority("meridian cell eu", host);
            const issued = await issue(signer, [name], 1);
            assert.equal(await handshake(issued, signer.certificate, name), trusted);
        });
    }
});

/** Whether a client that trusts that authority takes the certificate for the name. */
async function handshake(
    issued: { certificate: string; key: string },
    ca: string,
    servername: string,
): Promise<boolean> {
    const server = createServer({ cert: issued.certificate, key: issued.key }, socket => socket.end());
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket: TLSSocket = connect({ port, host: "127.0.0.1", servername, ca });
    try {
        await once(socket, "secureConnect");
        return socket.authorized;
    } catch {
        return false;
    } finally {
        socket.destroy();
        server.close();
        await once(server, "close");
    }
}
