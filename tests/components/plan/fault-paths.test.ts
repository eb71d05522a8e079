import assert from "node:assert/strict";
import fc from "fast-check";

import { segmentsOf } from "../../../components/plan/config/paths";
import { parseConfig } from "../../../components/plan/plan";
import { configs, runs } from "../../support/arbitraries";
import { distorted } from "./distortions";
import { faultsOf } from "./faults-of";

describe("every fault of any config", () => {
    it("is at its position in the input, or at the parent of the missing key", () => {
        fc.assert(
            fc.property(distorted(configs).map(asJson), written => {
                for (const { path, code } of faultsOf(() => parseConfig(written))) {
                    const missing = missingFrom(written, segmentsOf(path));
                    // Of a section that isn't there at all, only what can't be done without is missing.
                    const most = code.endsWith("-missing") ? 2 : 1;
                    assert.ok(missing !== undefined && missing.length <= most, `${path} of ${code} is nowhere`);
                }
            }),
            runs(1000),
        );
    });
});

/** As it comes from a file: without holes in lists. */
function asJson(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value));
}

/**
 * The keys of a path that lead nowhere, none where it leads to something. `undefined` where what they lead from can't have them: a
 * position beyond a list's end, or a key of what has none.
 */
function missingFrom(
    value: unknown,
    [first, ...rest]: readonly (string | number)[],
): readonly (string | number)[] | undefined {
    if (first === undefined) {
        return [];
    }
    if (typeof value !== "object" || value === null || Array.isArray(value) !== (typeof first === "number")) {
        return undefined;
    }
    if (Object.hasOwn(value, first)) {
        return missingFrom((value as Record<string, unknown>)[first], rest);
    }
    return typeof first === "number" ? undefined : [first, ...rest];
}
