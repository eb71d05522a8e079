import assert from "node:assert/strict";

import { ownImagesOf, registriesIn, registryFaults } from "../../../../components/adapters/kubernetes/registries";
import type { ServingPlan } from "../../../../components/plan/serving/serving";
import { pinned } from "../../plan/faults-of";

const images = { gate: "a.test/x/gate@sha256:1", runtime: "a.test/x/runtime@sha256:2", fetch: "b.test/fetch@sha256:3" };
const own = "{region}.own.test/y/server@sha256:4";
const settings = { images, ownImages: [own], registries: [] };

/** A plan with one release of a custom server. */
const serving = (image: string) =>
    ({
        region: "kubernetes:fra",
        models: [{ name: "screening", releases: [{ version: "1.0.0", server: { image } }] }],
    }) as unknown as Pick<ServingPlan, "models" | "region">;

describe("the registries of a region's images", () => {
    it("are those of the stack's images, of its custom servers there, and those that it names", () => {
        assert.deepEqual(registriesIn("kubernetes:fra", { ...settings, registries: ["ghcr.io/team"] }), [
            "a.test/x/",
            "b.test/",
            "fra.own.test/y/",
            "ghcr.io/team/",
        ]);
        assert.ok(registriesIn("kubernetes:lis", settings).includes("lis.own.test/y/"));
    });

    it("are found in a config by its releases", () => {
        const models = [{ releases: { "1.0.0": { server: { image: own } }, "2.0.0": {} } }, { releases: {} }];
        assert.deepEqual(ownImagesOf({ models } as never), [own]);
    });

    it("are those of every custom server, or it is refused before it is made", () => {
        assert.deepEqual(registryFaults(serving(own), settings), []);
        assert.deepEqual(pinned(registryFaults(serving("c.test/z/server@sha256:5"), settings)), [
            {
                code: "kubernetes/registry-not-permitted",
                path: 'models.screening.releases["1.0.0"].server.image',
                value: "c.test/z/server@sha256:5",
            },
        ]);
    });
});
