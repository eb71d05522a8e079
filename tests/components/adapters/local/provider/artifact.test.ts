import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";

import { artifact, type ArtifactInputs } from "../../../../../components/adapters/local/provider/artifact";
import { unpackedAt } from "../../../../../components/adapters/local/launcher/unpacked";
import { sha256 } from "../../../../../runtime/files";
import { unpack } from "../../../../../runtime/unpack/unpack";
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
