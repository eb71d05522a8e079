import assert from "node:assert/strict";

import { packageFaults } from "../../../../components/adapters/kubernetes/packages";
import { parseConfig } from "../../../../components/plan/plan";
import { on } from "../../plan/sketches";

describe("a region in a cluster", () => {
    const without =
        (...missing: readonly string[]) =>
        (id: string) => {
            if (missing.includes(id)) throw new Error(`cannot find ${id}`);
        };
    const inClusters = parseConfig(on("kubernetes"));

    it("is refused where what makes the authority of its cell is not installed", () => {
        assert.deepEqual(packageFaults(inClusters), []);
        assert.deepEqual(packageFaults(inClusters, without("reflect-metadata")), [
            {
                code: "kubernetes/package-missing",
                path: "kubernetes",
                allowed: "@peculiar/x509 and reflect-metadata installed beside the package",
                remedy: "run `npm install reflect-metadata`",
            },
        ]);
    });

    it("alone needs it", () => {
        assert.deepEqual(packageFaults(parseConfig(on("local")), without("@peculiar/x509", "reflect-metadata")), []);
    });
});
