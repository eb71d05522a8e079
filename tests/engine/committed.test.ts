import assert from "node:assert/strict";

import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { committed } from "../support/subjects";

describe("the stack `local` as it is committed", function () {
    this.timeout(300_000);
    let stack: LocalStack;

    before(async () => {
        stack = await LocalStack.prepare(committed);
        await stack.up();
    });
    after(() => stack.dispose());

    it("answers in each cell, from a region of the cell", async () => {
        const cells = await stack.cells();
        assert.deepEqual(
            cells.map(({ name }) => name),
            ["eu", "us"],
        );
        for (const cell of cells) {
            const client = new CellClient(stack.project, cell);
            const { body, region, status } = await client.ask(inference(0));
            client.close();
            assert.equal(status, 200, body);
            assert.ok(cell.regions.includes(region!));
        }
    });

    it("changes nothing by a second update", async () => {
        const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
        assert.equal(exitCode, 0, output);
    });
});
