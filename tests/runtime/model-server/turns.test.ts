import assert from "node:assert/strict";

import type { Tensors } from "../../../runtime/model-server/rows";
import type { Session } from "../../../runtime/model-server/session";
import { inTurn } from "../../../runtime/model-server/turns";

/** A session that notes what begins and ends, and fails where its outputs are named so. */
class Noting implements Session {
    readonly inputs = [];
    readonly outputs = [];
    readonly events: string[] = [];

    run = async (_feeds: Tensors, [name = ""]: readonly string[]): Promise<Tensors> => {
        this.events.push(`${name} begins`);
        await Promise.resolve();
        this.events.push(`${name} ends`);
        if (name.startsWith("bad")) throw new Error(name);
        return { [name]: { type: "float32", shape: [], elements: [] } };
    };
}

const outcomes = async (runs: readonly Promise<Tensors>[]) =>
    (await Promise.allSettled(runs)).map(run =>
        run.status === "fulfilled" ? Object.keys(run.value)[0] : (run.reason as Error).message,
    );

describe("Runs of a model in turn", () => {
    it("begin one after the other, in the order of the calls, after failed ones too", async () => {
        const noting = new Noting();
        const session = inTurn(noting);
        const runs = ["a", "bad b", "c"].map(name => session.run({}, [name]));
        // A call that comes while another's turn ends is behind those that wait.
        const late = runs[0]!.then(() => session.run({}, ["d"]));
        assert.deepEqual(await outcomes([...runs, late]), ["a", "bad b", "c", "d"]);
        assert.deepEqual(
            noting.events,
            ["a", "bad b", "c", "d"].flatMap(name => [`${name} begins`, `${name} ends`]),
        );
    });

    it("begin at once where nothing runs", () => {
        const noting = new Noting();
        void inTurn(noting).run({}, ["a"]);
        assert.deepEqual(noting.events, ["a begins"]);
    });
});
