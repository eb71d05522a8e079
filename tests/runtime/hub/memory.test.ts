import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { memorize, type Memory, recall } from "../../../runtime/hub/memory";
import { folder } from "../model-server/server";

describe("the memory of a hub", () => {
    const memory = (since: number): Memory => ({ version: 1, since, alarms: [], regions: {} });

    it("is what was written last", async () => {
        const file = join(folder(), "memory.json");
        assert.equal(recall(file), undefined);
        for (const since of [1, 2]) await memorize(file, memory(since));
        assert.deepEqual(recall(file), memory(2));
    });

    it("is replaced as a whole: the old one is readable until the new one is written", async () => {
        const file = join(folder(), "memory.json");
        await memorize(file, memory(1));
        // What is not written over can't be left in part, whatever ends the writing.
        const old = openSync(file, "r");
        try {
            await memorize(file, memory(2));
            assert.deepEqual(JSON.parse(readFileSync(old, "utf8")), memory(1));
        } finally {
            closeSync(old);
        }
    });
});
