import assert from "node:assert/strict";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { eachOnMachine, type Machine } from "./machine";

describe("failures of a region or a cell on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    it("end and begin again all of its programs, and no others", async () => {
        for (const [drill, down, up] of [
            ["region-down", ["gate-eu-west", "a", "b", "c", "d"], ["gate-eu-north", "e", "store-west", "store-north"]],
            ["cell-down", ["gate-eu-west", "a", "b", "c", "d", "gate-eu-north", "e", "store-west", "store-north"], []],
        ] as const) {
            const { entry, said } = await machine.planned(drill);
            assert.match(said.what, new RegExp(`killed the ${down.length} processes`));
            const before = up.map(name => machine.supervisor.pidOf(name));
            const going = await failureKinds[drill].begin(machine.place, entry);
            for (const name of down) assert.ok(await machine.isDown(name), `${name} is down`);
            assert.deepEqual(
                up.map(name => machine.supervisor.pidOf(name)),
                before,
            );
            await going.end();
            for (const name of down) assert.ok(!(await machine.isDown(name)), `${name} is up`);
        }
    });
});
