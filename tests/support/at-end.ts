import type { RootHookObject } from "mocha";

const steps: (() => unknown)[] = [];

/** Has something done after the last test file of this process that runs together with this one. The last registered comes first. */
export function atEnd(step: () => unknown): void {
    steps.push(step);
}

/** For mocha, which is given this file with `--require` (`.mocharc.json`), or by the test runner. */
export const mochaHooks: RootHookObject = {
    async afterAll(this: Mocha.Context) {
        // The default of a hook is for files that start nothing.
        this.timeout(120_000);
        while (steps.length > 0) await steps.pop()!();
    },
};
