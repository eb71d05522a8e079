import assert from "node:assert/strict";

import { architectures } from "../../../tools/images/architecture";
import type { BuiltImage } from "../../../tools/images/build";
import { imageNames } from "../../../tools/images/images";
import { differences, releaseOf } from "../../../tools/images/release";
import { releasedImages } from "../../../tools/released-images";
import { imageDigest } from "../../support/images";
import { repositoryLock } from "../../support/repository-stack";

const built = (name: string, of = name): BuiltImage => ({
    name,
    digest: imageDigest(of),
    platforms: [
        { architecture: "amd64", digest: imageDigest(`${of} amd64`), bytes: 1, sbom: imageDigest(`${of} sbom`) },
    ],
});

describe("images.json", () => {
    const { images, version } = releasedImages();

    it("has every image, for every architecture, with its list of software", () => {
        assert.match(version, /^\d+\.\d+\.\d+$/);
        assert.deepEqual(Object.keys(images), imageNames);
        for (const { digest, platforms } of Object.values(images)) {
            assert.deepEqual(Object.keys(platforms), architectures);
            const digests = [digest, ...Object.values(platforms).flatMap(({ digest, sbom }) => [digest, sbom])];
            for (const each of digests) assert.match(each, /^sha256:[0-9a-f]{64}$/);
        }
    });

    it("has the digests that the stacks of this repository deploy", () => {
        const digests = Object.entries(images).map(([name, { digest }]) => [name, digest]);
        assert.deepEqual(repositoryLock().images, Object.fromEntries(digests));
    });
});

describe("the comparison of a build with a release", () => {
    const released = releaseOf("1.0.0", [built("gate"), built("store")]);

    it("finds nothing in the same images of the same version", () => {
        const larger = { ...built("gate"), platforms: [{ ...built("gate").platforms[0]!, bytes: 2 }] };
        assert.deepEqual(differences(released, releaseOf("1.0.0", [larger, built("store")])), []);
    });

    it("names each value that differs, is missing or is new, by its place", () => {
        const found = differences(released, releaseOf("1.1.0", [built("gate", "other"), built("fetch")]));
        assert.deepEqual(
            found.map(line => line.slice(0, line.indexOf(":"))),
            [
                "version",
                ...["digest", "platforms.amd64.digest", "platforms.amd64.sbom"].map(key => `images.gate.${key}`),
                ...["digest", "platforms.amd64.digest", "platforms.amd64.sbom"].map(key => `images.store.${key}`),
                ...["digest", "platforms.amd64.digest", "platforms.amd64.sbom"].map(key => `images.fetch.${key}`),
            ],
        );
        assert.equal(found[0], "version: 1.0.0 in images.json, 1.1.0 built");
        assert.match(found[4]!, /^images\.store\.digest: sha256:[0-9a-f]{64} in images\.json, nothing built$/);
    });
});
