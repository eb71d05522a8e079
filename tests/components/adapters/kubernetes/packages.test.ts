import assert from "node:assert/strict";
import Module from "node:module";

import { kubernetes } from "../../../../components/adapters/kubernetes";
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

    it("is refused by its adapter, where it needs what is not installed", () => {
        // As where the optional peer is not there.
        const loader = Module as unknown as { _resolveFilename: (request: string, ...more: unknown[]) => string };
        const found = loader._resolveFilename;
        loader._resolveFilename = function (this: unknown, request, ...more) {
            if (request === "reflect-metadata") throw new Error(`cannot find ${request}`);
            return found.call(this, request, ...more);
        };
        try {
            const codes = ["kubernetes", "local"].map(cloud =>
                kubernetes().faults!(parseConfig(on(cloud as "local")), {}).map(({ code }) => code),
            );
            assert.deepEqual(codes, [["kubernetes/package-missing"], []]);
        } finally {
            loader._resolveFilename = found;
        }
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
