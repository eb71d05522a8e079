import assert from "node:assert/strict";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { until } from "../../../../../support/until";
import { eachOnMachine, type Machine, stateOf } from "./machine";

describe("failures of servers that stand still on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    const real = globalThis.setTimeout;
    /** Timers of the failure, which waits for many seconds. */
    let timers: { readonly run: () => void; readonly ms: number }[];
    const next = () => timers.shift()!;
    const states = (...names: readonly string[]) =>
        names.map(name => (stateOf(machine.supervisor.pidOf(name)) === "T" ? "stopped" : "running"));
    const all = (state: string) =>
        until(`all are ${state}`, () => states("a", "b", "c", "d").every(one => one === state));

    beforeEach(() => {
        timers = [];
    });
    afterEach(() => {
        globalThis.setTimeout = real;
    });
    /** Timers are caught only while the failure sets them: `until` needs its own. */
    function caught<T>(act: () => T): T {
        globalThis.setTimeout = ((run: () => void, ms: number) => {
            const timer = { run, ms };
            timers.push(timer);
            return { [Symbol.toPrimitive]: () => 0 };
        }) as never;
        try {
            return act();
        } finally {
            globalThis.setTimeout = real;
        }
    }

    it("stop and continue the servers of the region's models in turn, whose times are listed", async () => {
        const { entry, said } = await machine.planned("slow-region");
        assert.match(said.what, /^has 4 servers of models in local:eu-west stand still for 7 s, and go on for 3 s/);
        const going = await caught(() => failureKinds["slow-region"].begin(machine.place, entry));
        await all("stopped");
        assert.deepEqual(states("e", "gate-eu-west", "store-west"), ["running", "running", "running"]);
        const [open] = going.spells!();
        assert.equal(going.spells!().length, 1);
        const first = next();
        assert.equal(first.ms, 7_000);
        caught(first.run);
        await all("running");
        const [closed] = going.spells!();
        assert.ok(closed!.until >= open!.until && closed!.from === open!.from);
        const second = next();
        assert.equal(second.ms, 3_000);
        caught(second.run);
        await all("stopped");
        const both = going.spells!();
        assert.equal(both.length, 2);
        // What has ended stays as it was.
        assert.deepEqual(both[0], closed);
        assert.ok(both[1]!.from >= closed!.until && both[1]!.until >= both[1]!.from);
        await going.end();
        await all("running");
        const ended = going.spells!();
        await until("time passes", () => performance.now() > ended[1]!.until + 1);
        assert.deepEqual(going.spells!(), ended);
    });

    it("set no more timers once they have ended", async () => {
        const { entry } = await machine.planned("slow-region");
        const going = await failureKinds["slow-region"].begin(machine.place, entry);
        const timeouts = () => process.getActiveResourcesInfo().filter(one => one === "Timeout").length;
        const before = timeouts();
        await going.end();
        assert.ok(timeouts() < before);
    });

    it("leave out a server that is down, and a process that has the number of another one since", async () => {
        await machine.supervisor.halt("b");
        await until("it is down", () => machine.isDown("b"));
        const { entry, said } = await machine.planned("slow-region");
        assert.match(said.what, /^has 3 servers/);
        const { processes } = entry as { processes: { pid: number; startedAt: string }[] };
        const foreign = { pid: machine.supervisor.pidOf("e"), startedAt: "before" };
        const going = await caught(() =>
            failureKinds["slow-region"].begin(machine.place, { processes: [...processes, foreign] }),
        );
        await until("one is stopped", () => states("a")[0] === "stopped");
        assert.deepEqual(states("e"), ["running"]);
        await going.end();
    });

    it("are undone by another process, from what is written down", async () => {
        const { entry } = await machine.planned("slow-region");
        await caught(() => failureKinds["slow-region"].begin(machine.place, entry));
        await all("stopped");
        await failureKinds["slow-region"].undo(machine.place, entry);
        await all("running");
    });
});
