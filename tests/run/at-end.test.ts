import assert from "node:assert/strict";

import { Steps } from "../support/at-end";

describe("steps at the end of tests", () => {
    it("are done one after another, the last registered first", async () => {
        const steps = new Steps();
        const done: string[] = [];
        for (const name of ["first", "second"]) {
            steps.add(async () => {
                done.push(`${name} begins`);
                await Promise.resolve();
                done.push(`${name} ends`);
            });
        }
        await steps.end();
        assert.deepEqual(done, ["second begins", "second ends", "first begins", "first ends"]);
    });

    it("are all done, also after one that fails, whose error is thrown then", async () => {
        const steps = new Steps();
        const done: string[] = [];
        steps.add(() => done.push("first"));
        steps.add(() => {
            throw new Error("second");
        });
        steps.add(() => done.push("third"));
        await assert.rejects(steps.end(), /^Error: second$/);
        assert.deepEqual(done, ["third", "first"]);
    });

    it("are refused from the end on, also while others are done, until other tests begin", async () => {
        const steps = new Steps();
        const late = () => {
            steps.add(() => assert.fail("done"));
        };
        steps.add(() => {
            assert.throws(late, /the tests have ended/);
        });
        await steps.end();
        assert.throws(late, /the tests have ended/);
        steps.begin();
        let isDone = false;
        steps.add(() => (isDone = true));
        await steps.end();
        assert.ok(isDone);
    });
});
