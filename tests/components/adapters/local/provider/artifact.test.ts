import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Objm } from "@nats-io/obj";

import { unpackedAt } from "../../../../../components/adapters/local/launcher/unpacked";
import { artifact, type ArtifactInputs } from "../../../../../components/adapters/local/provider/artifact";
import { accessOf } from "../../../../../components/adapters/local/provider/store/access";
import { sha256 } from "../../../../../runtime/files";
import { withPatience } from "../../../../../runtime/operator/connection";
import { operatorUser } from "../../../../../runtime/operator/server-configuration";
import { artifactBucket } from "../../../../../runtime/store/artifacts";
import { unpack } from "../../../../../runtime/unpack/unpack";
import { getTool } from "../../../../../tools";
import { Emulator } from "../../../../support/emulators/emulator";
import { freePort } from "../../../../support/free-port";
import { CellFiles } from "../../../../support/store/cell-files";
import { tarOf } from "../../../../support/tar";
import { emptyRoot } from "./root";

describe("an artifact in a region of a local stack", () => {
    const root = emptyRoot();
    const content = "a model";
    const source = () => `${root.path}-model.onnx`;
    beforeEach(() => {
        writeFileSync(source(), content);
    });
    const inputs = (more: Partial<ArtifactInputs> = {}): ArtifactInputs => ({
        root: root.path,
        source: `file:${source()}`,
        digest: sha256(content),
        file: "artifacts/model",
        ...more,
    });
    const placed = () => path.join(root.path, "artifacts/model");

    it("is the source's content, under the digest that it has", async () => {
        assert.deepEqual(await artifact.apply(inputs()), { found: sha256(content) });
        assert.equal(readFileSync(placed(), "utf8"), content);
    });

    it("takes the source as a file URL, too", async () => {
        await artifact.apply(inputs({ source: `file://${source()}` }));
        assert.equal(readFileSync(placed(), "utf8"), content);
    });

    it("fails where the source has another digest, naming both, and puts nothing there", async () => {
        const digest = sha256("another model");
        await assert.rejects(artifact.apply(inputs({ digest })), {
            message:
                `artifact file:${source()} has digest ${sha256(content)}, but the release says ${digest}; ` +
                "name the right file, or correct the digest if this content was approved",
        });
        assert.ok(!existsSync(placed()));
    });

    it("keeps what is there when its source has become another", async () => {
        await artifact.apply(inputs());
        writeFileSync(source(), "tampered");
        await assert.rejects(artifact.apply(inputs()), /has digest/);
        assert.equal(readFileSync(placed(), "utf8"), content);
    });

    it("fails where the source can't be read, naming it", async () => {
        await assert.rejects(
            artifact.apply(inputs({ source: "file:models/none.onnx" })),
            /artifact file:models\/none\.onnx can't be read: ENOENT.*relative to the project/,
        );
    });

    it("is seen as damaged, also once a refresh has put that into the state, and made right again", async () => {
        const good = await artifact.apply(inputs());
        truncateSync(placed(), 3);
        const damaged = (await artifact.inspect({ ...inputs(), ...good }))!;
        assert.notDeepEqual(damaged, good);
        assert.equal(artifact.isRight?.(inputs(), damaged), false);
        await artifact.apply(inputs(), { ...inputs(), ...damaged });
        assert.deepEqual(await artifact.inspect({ ...inputs(), ...good }), good);
    });

    it("goes with what it was unpacked to", async () => {
        const archive = tarOf({ name: "config.json", content: "{}" });
        writeFileSync(source(), archive);
        const digest = sha256(archive);
        const made = await artifact.apply(inputs({ digest }));
        await unpack({ archive: placed(), digest, directory: unpackedAt(placed()) });
        assert.ok(existsSync(path.join(unpackedAt(placed()), "config.json")));
        await artifact.remove({ ...inputs({ digest }), ...made });
        assert.ok(!existsSync(root.path));
    });

    it("is seen as gone", async () => {
        const made = await artifact.apply(inputs());
        await artifact.remove({ ...inputs(), ...made });
        assert.equal(await artifact.inspect({ ...inputs(), ...made }), undefined);
        assert.ok(!existsSync(root.path));
        await artifact.remove({ ...inputs(), ...made });
    });
});

/** One server of a store, in which the operator may write. */
describe("an artifact that a region takes from its cell's store", () => {
    const root = emptyRoot();
    let server: Emulator | undefined;
    let store: Exclude<ArtifactInputs["source"], string>;

    beforeEach(async () => {
        const files = await CellFiles.in(root.path, "store.test");
        await files.certify("operator", ["operator.store.test"]);
        await files.certify("server", ["server.store.test"]);
        const port = await freePort();
        const { cert, key, ca } = files.identity("server");
        const { name, publish, subscribe } = operatorUser("operator.store.test");
        const config = path.join(root.path, "nats.conf");
        writeFileSync(
            config,
            JSON.stringify({
                host: "127.0.0.1",
                port,
                tls: { cert_file: cert, key_file: key, ca_file: ca, verify_and_map: true, handshake_first: true },
                jetstream: { store_dir: path.join(root.path, "data") },
                accounts: {
                    CELL: {
                        jetstream: "enabled",
                        users: [
                            {
                                user: name,
                                permissions: { publish: { allow: publish }, subscribe: { allow: subscribe } },
                            },
                        ],
                    },
                },
            }),
        );
        server = await Emulator.start({ program: await getTool("nats-server"), args: ["-c", config], port });
        store = { servers: [{ host: "127.0.0.1", port, name: "server.store.test" }], identity: "operator" };
    });
    afterEach(() => server?.stop());

    const put = (name: string, content: string) =>
        withPatience(accessOf({ root: root.path, ...store }), "the test's file", async nats => {
            const artifacts = await new Objm(nats).create(artifactBucket);
            await artifacts.putBlob({ name }, Buffer.from(content));
        });
    const digest = sha256("a model");
    const inputs = (): ArtifactInputs => ({ root: root.path, source: store, digest, file: "artifacts/model" });
    const placed = () => path.join(root.path, "artifacts/model");

    it("is what the store has under its digest", async () => {
        await put(digest, "a model");
        assert.deepEqual(await artifact.apply(inputs()), { found: digest });
        assert.equal(readFileSync(placed(), "utf8"), "a model");
    });

    it("is refused at once where the store has another file under its digest, and nothing is put there", async () => {
        await put(digest, "another model");
        await assert.rejects(artifact.apply(inputs()), {
            message:
                `artifact in the cell's store has digest ${sha256("another model")}, but the release says ${digest}; ` +
                "name the right file, or correct the digest if this content was approved",
        });
        assert.ok(!existsSync(placed()));
    });
});
