import assert from "node:assert/strict";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { until } from "../../../../../support/until";
import { eachOnMachine, type Machine } from "./machine";

describe("failures of a server that crashes on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    it("kill the newest release that answers, each time that it is back, until they end", async function () {
        this.timeout(20_000);
        const { entry, said } = await machine.planned("bad-release");
        assert.deepEqual(said.release, { model: "screening", version: "new" });
        const others = ["a", "c", "d", "e"].map(name => machine.supervisor.pidOf(name));
        const going = await failureKinds["bad-release"].begin(machine.place, entry);
        await until("it was killed", () => machine.supervisor.starts.get("b") === 2, 5_000);
        const back = performance.now();
        // A supervisor that does not answer for a moment is no end of it.
        machine.supervisor.isThere = false;
        await until("it was looked for twice in vain", () => machine.supervisor.missed > 1, 5_000);
        machine.supervisor.isThere = true;
        await until("it was killed again", () => machine.supervisor.starts.get("b") === 3, 10_000);
        // It lived long enough to be ready and to answer.
        assert.ok(performance.now() - back > 1_000);
        await going.end();
        const pid = machine.supervisor.pidOf("b");
        assert.ok(pid > 0);
        // Longer than it let one live: what does not happen can't be waited for.
        await new Promise(resolve => setTimeout(resolve, 1_600));
        assert.equal(machine.supervisor.pidOf("b"), pid);
        assert.deepEqual(
            ["a", "c", "d", "e"].map(name => machine.supervisor.pidOf(name)),
            others,
        );
    });
});

describe("failures of a server that crashes on this machine, once they end,", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    it("wait for the last crash, and only then start the server, also where it is down", async () => {
        const { entry } = await machine.planned("bad-release");
        const { programs } = machine.supervisor;
        const waiting: (() => void)[] = [];
        machine.supervisor.programs = async () => {
            await new Promise<void>(resolve => waiting.push(resolve));
            return programs();
        };
        const going = await failureKinds["bad-release"].begin(machine.place, entry);
        await until("it looks at the programs", () => waiting.length === 1);
        const ended = going.end();
        await new Promise(resolve => setImmediate(resolve));
        // A start before the last look would be undone by the crash after it.
        assert.equal(waiting.length, 1);
        await machine.supervisor.halt("b");
        machine.supervisor.programs = programs;
        waiting[0]!();
        await ended;
        assert.ok(!(await machine.isDown("b")));
    });

    it("are undone with the server up", async () => {
        const { entry } = await machine.planned("bad-release");
        await machine.supervisor.halt("b");
        await until("it is down", () => machine.isDown("b"));
        await failureKinds["bad-release"].undo(machine.place, entry);
        assert.ok(!(await machine.isDown("b")));
    });
});
