import assert from "node:assert/strict";

import { allIsRead } from "../../runtime/loop";

describe("The event loop's turn", () => {
    it("is waited for by all together, and step by step", async () => {
        const steps: string[] = [];
        const go = async (name: string) => {
            await allIsRead();
            steps.push(`${name} first`);
            await Promise.resolve();
            steps.push(`${name} second`);
        };
        const all = [go("a"), go("b")];
        await Promise.resolve();
        assert.deepEqual(steps, []);
        await Promise.all(all);
        assert.deepEqual(steps, ["a first", "b first", "a second", "b second"]);
    });

    it("is waited for again by those that come while others go on", async () => {
        await allIsRead();
        let isOver = false;
        const again = allIsRead().then(() => (isOver = true));
        await Promise.resolve();
        assert.equal(isOver, false);
        assert.equal(await again, true);
    });
});
