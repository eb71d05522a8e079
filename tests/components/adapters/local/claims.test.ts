import assert from "node:assert/strict";

import { hasCellsHere, localClaims } from "../../../../components/adapters/local/claims";
import type { RegionRef } from "../../../../components/plan/places/catalogue";

const config = (...cells: readonly (readonly RegionRef[])[]) =>
    ({ cells: cells.map(regions => ({ regions })) }) as unknown as Parameters<typeof hasCellsHere>[0];

describe("the directory of a service on this machine", () => {
    for (const [what, isHere, ...cells] of [
        ["all cells are here", true, ["local:eu-west"], ["local:us-east"]],
        ["one of the cells is here", true, ["aws:us-east-1"], ["local:eu-west"]],
        ["one region of a cell is here", true, ["kubernetes:fra", "local:eu-west"]],
        ["no region is here", false, ["aws:us-east-1"], ["kubernetes:localhost"]],
        ["there are no cells", false],
    ] as const satisfies readonly (readonly [string, boolean, ...(readonly RegionRef[])[]])[]) {
        it(`is ${isHere ? "its own" : "not needed"} where ${what}`, () => {
            const of = config(...cells);
            assert.equal(hasCellsHere(of), isHere);
            assert.deepEqual(
                localClaims(of, ".meridian").map(({ what, within }) => [within, what]),
                isHere ? [["local", "directory .meridian"]] : [],
            );
        });
    }
});
