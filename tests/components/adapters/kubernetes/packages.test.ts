import assert from "node:assert/strict";

import { hasOwnAuthorities, packageFaults } from "../../../../components/adapters/kubernetes/packages";
import { parseConfig } from "../../../../components/plan/plan";
import { on } from "../../plan/sketches";
import { pinned } from "../../plan/faults-of";

describe("a region in a cluster", () => {
    const without =
        (...missing: readonly string[]) =>
        (id: string) => {
            if (missing.includes(id)) throw new Error(`cannot find ${id}`);
        };

    it("is refused where what makes the authority of its cell is not installed", () => {
        assert.deepEqual(packageFaults(), []);
        assert.deepEqual(pinned(packageFaults(without("reflect-metadata"))), [
            {
                code: "kubernetes/package-missing",
                path: "kubernetes",
            },
        ]);
    });

    it("alone needs it", () => {
        assert.deepEqual(
            ["kubernetes", "local"].map(cloud => hasOwnAuthorities(parseConfig(on(cloud as "local")))),
            [true, false],
        );
    });

    it("needs it where one of two regions of a cell, or of two cells, has no authority of its own", () => {
        const [fra, lis] = ["kubernetes:fra", "kubernetes:lis"] as const;
        const cell = (...brought: readonly string[]) => ({
            regions: [fra, lis],
            existing: Object.fromEntries(brought.map(region => [region, { authority: { secret: "authority" } }])),
        });
        const needs = (...cells: readonly object[]) =>
            hasOwnAuthorities({ cells } as unknown as Parameters<typeof hasOwnAuthorities>[0]);
        assert.deepEqual(
            [needs(cell(fra)), needs(cell(fra, lis), cell()), needs(cell(fra, lis), cell(fra, lis))],
            [true, true, false],
        );
    });
});
