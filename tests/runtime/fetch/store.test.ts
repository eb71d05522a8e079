import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Objm } from "@nats-io/obj";

import { putArtifact } from "../../../runtime/operator/artifacts";
import { modelServerUser, operatorUser, type User } from "../../../runtime/operator/server-configuration";
import { artifactBucket } from "../../../runtime/store/artifacts";
import { openStore } from "../../../runtime/store/connection";
import { inboxOf } from "../../../runtime/store/subjects";
import { getTool } from "../../../tools";
import { authority, writeIdentity } from "../../support/certificates";
import { Emulator } from "../../support/emulators/emulator";
import { freePort } from "../../support/free-port";
import { until } from "../../support/until";
import { type Environment, endPrograms } from "../program";
import { digestOf, Fetch, folder, release } from "./fetched";

const region = "local:eu-west";

/** One server of a cell's store, with the rights that stacks give to what runs models. */
describe("fetch from the cell's store", () => {
    const content = release(2_000_000);
    const directory = folder();
    let server: Emulator;
    let port: number;
    let models: Awaited<ReturnType<typeof writeIdentity>>;

    before(async function () {
        this.timeout(120_000);
        port = await freePort();
        const own = await authority("store of the test");
        const certified = async (name: string) =>
            writeIdentity(path.join(directory, name), await own.issue({ hosts: [`${name}.store.test`] }));
        const [served, operator] = [await certified("server"), await certified("operator")];
        models = await certified("models");
        const users = [operatorUser("operator.store.test"), modelServerUser("models.store.test", region, [])];
        const config = path.join(directory, "nats.conf");
        writeFileSync(config, configuration(served, users));
        server = await Emulator.start({ program: await getTool("nats-server"), args: ["-c", config], port });
        const host = { host: "127.0.0.1", port, name: "server.store.test" };
        const address = { ...host, tls: operator, inbox: inboxOf("operator", "any") };
        const { nats } = await until("the store lets clients in", () => openStore(address).catch(() => undefined));
        await putArtifact(await new Objm(nats).create(artifactBucket), digestOf(content), new Blob([content]).stream());
        await nats.close();
    });
    afterEach(endPrograms);
    after(() => server.stop());

    function configuration(files: { cert: string; key: string; ca: string }, users: readonly User[]): string {
        const { cert, key, ca } = files;
        const permitted = users.map(({ name, publish, subscribe }) => ({
            user: name,
            permissions: { publish: { allow: publish }, subscribe: { allow: subscribe } },
        }));
        return JSON.stringify({
            host: "127.0.0.1",
            port,
            tls: { cert_file: cert, key_file: key, ca_file: ca, verify_and_map: true, handshake_first: true },
            jetstream: { store_dir: path.join(directory, "data") },
            accounts: { CELL: { jetstream: "enabled", users: permitted } },
        });
    }

    const start = (of: Buffer, more: Environment = {}) =>
        new Fetch(of, {
            SOURCE_URI: "store:",
            REGION: region,
            STORE_HOST: "127.0.0.1",
            STORE_PORT: String(port),
            STORE_NAME: "server.store.test",
            TLS_CERT: models.cert,
            TLS_KEY: models.key,
            TLS_CA: models.ca,
            ...more,
        });

    it("reads the artifact with the release's digest, by the rights of a model server", async () => {
        const run = start(content);
        assert.equal(await run.exit(), 0, run.text);
        assert.ok(readFileSync(run.file).equals(content));
    });

    it("fails at once where the store has no such artifact, with the remedy", async () => {
        const run = start(Buffer.from("another release"));
        assert.equal(await run.exit(), 1);
        const digest = digestOf(Buffer.from("another release"));
        assert.equal(
            run.reason,
            `the cell's store has no artifact ${digest}; run \`pulumi up\`: it puts the releases there`,
        );
        assert.deepEqual(run.parts, []);
    });

    it("tries again where the store does not answer", async () => {
        const run = start(content, { STORE_PORT: String(await freePort()) });
        const { reason } = await run.event("attempt failed");
        assert.match(String(reason), /^the store at 127.0.0.1:\d+ does not answer \(.*\); start the region's server/);
    });
});
