import assert from "node:assert/strict";

import { type ImageName, imageNames } from "../../tools/images/images";
import { type Pushed, pushed } from "./built";

interface Manifest {
    readonly artifactType?: string;
    readonly subject?: { readonly digest: string };
    readonly layers: readonly { readonly digest: string; readonly mediaType: string }[];
}

describe("images in a registry", function () {
    this.timeout(600_000);
    let images: Pushed;
    before(async () => {
        images = await pushed();
    });

    const crane = async <T>(...args: readonly string[]) => JSON.parse(await images.registry.crane(...args)) as T;
    const repository = (name: ImageName) => `${images.registry.address}/meridian/${name}`;

    for (const name of imageNames) {
        // What layers contain, containerd checks when it unpacks them.
        it(`are valid: ${name}`, async () => {
            assert.match(
                await images.registry.crane("validate", "--fast", "--remote", images.reference(name)),
                /^PASS/,
            );
        });

        it(`have a user that is not root, open no port, and return memory where they have Node.js: ${name}`, async () => {
            const { digest } = images.image(name).platforms[0]!;
            const { config } = await crane<{ config: Readonly<Record<string, unknown>> }>(
                "config",
                `${repository(name)}@${digest}`,
            );
            assert.equal(config.User, "65532:65532");
            const returnsMemory = (config.Env as string[]).includes("MALLOC_TRIM_THRESHOLD_=131072");
            assert.equal(returnsMemory, !["gate", "store"].includes(name), "Node.js returns memory that it has used");
            assert.deepEqual(
                Object.keys(config).filter(key => ["ExposedPorts", "Volumes", "Shell"].includes(key)),
                name === "fetch" ? ["Volumes"] : [],
            );
        });

        it(`have a list of their software as a referrer, also where the registry lists none: ${name}`, async () => {
            const { digest, sbom } = images.image(name).platforms[0]!;
            // The tag that stands for the referrers API where there is none (OCI distribution specification 1.1).
            const { manifests } = await crane<{ manifests: { digest: string; artifactType?: string }[] }>(
                "manifest",
                `${repository(name)}:${digest.replace(":", "-")}`,
            );
            assert.deepEqual(
                manifests.map(each => each.digest),
                [sbom],
            );
            const manifest = await crane<Manifest>("manifest", `${repository(name)}@${sbom}`);
            assert.deepEqual([manifest.subject?.digest, manifest.artifactType], [digest, "application/spdx+json"]);
            const spdx = await crane<{ spdxVersion: string; packages: { name: string }[] }>(
                "blob",
                `${repository(name)}@${manifest.layers[0]!.digest}`,
            );
            assert.equal(spdx.spdxVersion, "SPDX-2.3");
            assert.ok(spdx.packages.some(each => each.name === "ca-certificates"));
        });
    }

    it("share the layers that they have in common", async () => {
        const layersOf = async (name: ImageName) => {
            const { digest } = images.image(name).platforms[0]!;
            return (await crane<Manifest>("manifest", `${repository(name)}@${digest}`)).layers.map(
                layer => layer.digest,
            );
        };
        const [runtime, native] = [await layersOf("runtime"), await layersOf("runtime-native")];
        assert.deepEqual(
            runtime.filter(layer => !native.includes(layer)),
            [],
        );
        assert.equal(native.length, runtime.length + 1);
    });
});
