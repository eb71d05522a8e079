import assert from "node:assert/strict";

import type { CellSummary } from "../../stacks/summary";
import { CellClient } from "./client";
import type { LocalStack } from "./local-stack";

export async function answersInBothVersions(stack: LocalStack, cell: CellSummary): Promise<void> {
    const client = new CellClient(stack.project, cell);
    for (const version of ["1.0.0", "2.0.0"]) {
        const answer = await client.ask({ path: `/v2/models/screening/versions/${version}` });
        assert.deepEqual([answer.status, answer.version], [200, version], answer.body);
    }
    client.close();
}
