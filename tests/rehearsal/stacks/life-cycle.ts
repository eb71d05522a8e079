import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../../tools/package-root";
import { planned, updated } from "../../engine/steps";
import { Rehearsal } from "../rehearsal";

/** A stack's file. */
export const textOf = (stack: string) =>
    readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");

/**
 * From nothing to nothing: what must hold of any stack of this repository. `kept`: types of what is left, because it holds data.
 * `changes`: tests of a stack that is there.
 */
export function hasWholeLife(
    stack: string,
    kept: readonly string[],
    changes: (rehearsal: () => Rehearsal) => void = () => undefined,
): void {
    describe(`the stack ${stack}, rehearsed`, function () {
        this.timeout(600_000);
        let rehearsal: Rehearsal;

        before(async () => {
            rehearsal = await Rehearsal.prepare(stack, textOf(stack));
        });
        after(() => rehearsal.dispose());

        it("is made as its preview says, and then there is nothing left to do", async () => {
            const preview = await planned(rehearsal);
            assert.deepEqual(Object.keys(preview), ["create"]);
            const update = await updated(rehearsal);
            assert.deepEqual(update.create, preview.create);
            assert.deepEqual(await updated(rehearsal), {});
        });

        it("is found by a refresh as it was made", async () => {
            await rehearsal.engine.ask(["refresh", "--yes", "--expect-no-changes", "--stack", stack]);
        });

        changes(() => rehearsal);

        it("goes by its deletes, but for what holds data", async () => {
            await rehearsal.engine.ask(["destroy", "--yes", "--skip-preview", "--stack", stack]);
            const left = [...new Set(rehearsal.things().map(({ type }) => type))].sort();
            assert.deepEqual(left, kept);
        });
    });
}
