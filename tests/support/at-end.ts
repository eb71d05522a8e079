import type { RootHookObject } from "mocha";

/** What is to be done at the end of tests, the last registered first. */
export class Steps {
    private readonly steps: (() => unknown)[] = [];
    private isOver = false;

    begin(): void {
        this.isOver = false;
    }

    /** Throws once the end has begun: a hook that took longer than its time goes on after it, and what it starts then would stay. */
    add(step: () => unknown): void {
        if (this.isOver) throw new Error("the tests have ended: a hook took longer than its time");
        this.steps.push(step);
    }

    /** Does all of them, also where one fails: what that leaves would hold up the rest. Throws the first error. */
    async end(): Promise<void> {
        this.isOver = true;
        const errors: unknown[] = [];
        while (this.steps.length > 0) {
            try {
                await this.steps.pop()!();
            } catch (error) {
                errors.push(error);
            }
        }
        if (errors.length > 0) throw errors[0];
    }
}

const steps = new Steps();

/** Has something done after the last test file of this process that runs together with this one. Throws when these are over. */
export function atEnd(step: () => unknown): void {
    steps.add(step);
}

/** Does all of it, for what runs without mocha. */
export const end = () => steps.end();

/** For mocha, which is given this file with `--require` (`.mocharc.json`), or by the test runner. */
export const mochaHooks: RootHookObject = {
    beforeAll() {
        steps.begin();
    },
    async afterAll(this: Mocha.Context) {
        // The default of a hook is for files that start nothing.
        this.timeout(120_000);
        await steps.end();
    },
};
