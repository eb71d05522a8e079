import assert from "node:assert/strict";

import { stateOf, wellState } from "../../cli/drill/as-before";
import { ProjectError } from "../../cli/exit";

type Given = Parameters<typeof stateOf>;

const well = { state: "answers", isWell: true };

describe("the state of a stack before a drill", () => {
    it("contains each part, and the region that answers each cell at each city", async () => {
        const operations = { look: () => Promise.resolve({ "gate of eu-west": well }) } as unknown as Given[0];
        const answering = { eu: { Berlin: "local:eu-west", Lisbon: undefined }, us: { "New York": "local:us-east" } };
        const traffic = { answering: () => Promise.resolve(answering) } as unknown as Given[1];
        assert.deepEqual(await stateOf(operations, traffic), {
            "gate of eu-west": well,
            "region answering eu at Berlin": { state: "local:eu-west", isWell: true },
            "region answering eu at Lisbon": { state: "nobody", isWell: false },
            "region answering us at New York": { state: "local:us-east", isWell: true },
        });
    });

    const bad = { state: "does not answer", isWell: false };
    const { signal } = new AbortController();

    it("is waited for until all is good", async () => {
        let looks = 0;
        const state = await wellState(() => Promise.resolve({ gate: ++looks < 3 ? bad : well }), 20_000, signal);
        assert.deepEqual([state, looks], [{ gate: well }, 3]);
    });

    it("refuses the drill where something is not good in time, with what that is", async () => {
        await assert.rejects(
            wellState(() => Promise.resolve({ gate: bad, hub: well }), 0, signal),
            (error: unknown) =>
                error instanceof ProjectError &&
                error.message.includes("gate: does not answer") &&
                !error.message.includes("hub"),
        );
    });

    it("is not waited for once the drill is ended", async () => {
        const over = new AbortController();
        const waiting = wellState(() => Promise.resolve({ gate: bad }), 60_000, over.signal);
        setTimeout(() => {
            over.abort();
        }, 20);
        await assert.rejects(waiting, { name: "AbortError" });
    });
});
