import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { imageNames } from "../../../components/plan/config/images";
import { programs } from "../../../components/plan/serving/programs";
import { imageNames as built } from "../../../tools/images/images";
import { architectures } from "../../../tools/images/architecture";
import { fetchProgram, runtimePrograms } from "../../../tools/images/content/program-table";
import { debianNames, debianPackage, editions } from "../../../tools/images/pins/debian-packages";
import { npmLock } from "../../../tools/images/pins/npm-lock";
import { committed, committedLicense, images, readPins } from "../../../tools/images/pins/pins";

describe("what images are pinned to", () => {
    const pins = readPins();

    it("has for each package of Debian and each architecture the committed files, with their digests", () => {
        const found = debianNames.flatMap(name =>
            architectures.flatMap(architecture => {
                const edition = editions(name, architecture);
                const pinned = pins.debian.packages[name][edition]?.files ?? {};
                const wanted = debianPackage(name).files(architecture);
                assert.deepEqual(Object.keys(pinned).sort(), wanted.map(({ to }) => to).sort(), `${name} ${edition}`);
                for (const [file, sha256] of Object.entries(pinned)) {
                    const content = readFileSync(committed(edition, file));
                    assert.equal(createHash("sha256").update(content).digest("hex"), sha256, file);
                }
                return Object.keys(pinned).map(file => path.join(edition, file));
            }),
        );
        const files = readdirSync(path.join(images(), "debian"), { recursive: true, withFileTypes: true })
            .filter(entry => entry.isFile())
            .map(({ parentPath, name }) => path.relative(path.join(images(), "debian"), path.join(parentPath, name)));
        const copyrights = debianNames.map(name =>
            path.relative(path.join(images(), "debian"), committedLicense(name)),
        );
        assert.deepEqual(files.sort(), [...new Set([...found, ...copyrights])].sort());
    });

    it("has one version of Node for every architecture, with long-term support", () => {
        const versions = new Set(architectures.map(architecture => pins.node[architecture].version));
        assert.equal(versions.size, 1);
        assert.equal(Number([...versions][0]!.split(".")[0]) % 2, 0);
    });

    it("has both runtimes of the model server in one version", () => {
        assert.equal(pins["onnxruntime-node"].version, npmLock("onnxruntime-web").version);
    });

    it("has the toolchain that the store's server is built with at least", () => {
        assert.match(pins.go, /^go1\.\d+\.\d+$/);
    });
});

describe("images that are built", () => {
    it("are those that a lock may have", () => {
        assert.deepEqual([...built].sort(), [...imageNames].sort());
    });
});

describe("programs in images `runtime` and `fetch`", () => {
    it("are those of the contract between programs and adapters, and a check of health", () => {
        const names = [...runtimePrograms, fetchProgram].map(({ name }) => name);
        // The images have no Python.
        const compiled = Object.keys(programs).filter(name => name !== "litert-server");
        assert.deepEqual(names.sort(), [...compiled, "health"].sort());
    });
});
