import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { eachOnMachine, type Machine } from "./machine";

describe("failures of a store's disk on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    it("give the server an empty directory while it is down, and keep what it had until they are settled", async () => {
        const { entry } = await machine.planned("lost-store");
        const going = await failureKinds["lost-store"].begin(machine.place, entry);
        assert.ok(await machine.isDown("store-west"));
        assert.ok(!(await machine.isDown("store-north")));
        assert.deepEqual(readdirSync(machine.at("data")), []);
        assert.equal(statSync(machine.at("data")).mode & 0o777, 0o700);
        assert.deepEqual(readdirSync(machine.at("data.before-drill")), ["block"]);
        await going.end();
        assert.ok(!(await machine.isDown("store-west")));
        // Half of it, which an earlier one left as it was ended.
        mkdirSync(machine.at("data.before-drill.dropped"));
        writeFileSync(machine.at("data.before-drill.dropped", "half"), "");
        await failureKinds["lost-store"].settle!(machine.place, entry);
        assert.deepEqual(
            readdirSync(machine.root).filter(name => name.startsWith("data")),
            ["data"],
        );
        // To settle twice, or to undo what is settled, leaves the server's new data.
        writeFileSync(machine.at("data", "new"), "");
        await failureKinds["lost-store"].settle!(machine.place, entry);
        await failureKinds["lost-store"].undo(machine.place, entry);
        assert.deepEqual(readdirSync(machine.at("data")), ["new"]);
    });

    it("are undone while the server is down, so that it does not write to what is put back", async () => {
        const { entry } = await machine.planned("lost-store");
        const going = await failureKinds["lost-store"].begin(machine.place, entry);
        await going.end();
        let there: string[] = [];
        machine.supervisor.onStart = () => {
            there = readdirSync(machine.at("data"));
        };
        const starts = machine.supervisor.starts.get("store-west")!;
        await failureKinds["lost-store"].undo(machine.place, entry);
        assert.equal(machine.supervisor.starts.get("store-west"), starts + 1);
        assert.deepEqual(there, ["block"]);
        assert.ok(!existsSync(machine.at("data.before-drill")));
    });

    it("are undone where no supervisor runs", async () => {
        const { entry } = await machine.planned("lost-store");
        await failureKinds["lost-store"].begin(machine.place, entry);
        machine.supervisor.isThere = false;
        await failureKinds["lost-store"].undo(machine.place, entry);
        assert.deepEqual(readdirSync(machine.at("data")), ["block"]);
    });
});
