import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { until } from "../../../../../support/until";
import { eachOnMachine, files, type Machine, other, servers } from "./machine";

describe("failures of a release's file on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    const file = () => readFileSync(machine.at("b.onnx"));

    it("put another release's file in its place while its server is down", async () => {
        const { entry, said } = await machine.planned("corrupt-artifact");
        assert.deepEqual(said.release, { model: "screening", version: "new" });
        const found: string[] = [];
        machine.supervisor.onStart = name => {
            if (name === "b") found.push(file().toString());
        };
        const going = await failureKinds["corrupt-artifact"].begin(machine.place, entry);
        assert.equal(found.at(-1), files.old.toString());
        assert.ok(!(await machine.isDown("b")));
        // The cell's store has it: the server gets it from there.
        await going.end();
        assert.deepEqual(file(), files.old);
        await failureKinds["corrupt-artifact"].undo(machine.place, entry);
        assert.deepEqual(file(), files.new);
        assert.ok(!existsSync(machine.at("b.onnx.before-drill")));
    });

    it("flip bits of it where there is no other release, and put it back where no store has it", async () => {
        const alone = machine.stack({ hasStore: false, of: [servers[1], other] });
        const { entry } = await machine.planned("corrupt-artifact", alone);
        const going = await failureKinds["corrupt-artifact"].begin(machine.place, entry);
        const corrupted = file();
        assert.equal(corrupted.length, files.new.length);
        assert.equal([...corrupted].filter((byte, i) => byte !== files.new[i]).length, 1);
        await going.end();
        assert.deepEqual(file(), files.new);
    });

    it("leave a file that the server has downloaded again, and remove the copy", async () => {
        const { entry } = await machine.planned("corrupt-artifact");
        await failureKinds["corrupt-artifact"].begin(machine.place, entry);
        writeFileSync(machine.at("b.onnx"), files.new);
        const { ino } = statSync(machine.at("b.onnx"));
        await failureKinds["corrupt-artifact"].undo(machine.place, entry);
        assert.equal(statSync(machine.at("b.onnx")).ino, ino);
        assert.ok(!existsSync(machine.at("b.onnx.before-drill")));
    });

    it("leave no copy once they are settled, and start a server that is down once undone", async () => {
        const { entry } = await machine.planned("corrupt-artifact");
        await failureKinds["corrupt-artifact"].begin(machine.place, entry);
        await failureKinds["corrupt-artifact"].settle!(machine.place, entry);
        assert.ok(!existsSync(machine.at("b.onnx.before-drill")));
        await failureKinds["corrupt-artifact"].settle!(machine.place, entry);
        await machine.supervisor.halt("b");
        await until("it is down", () => machine.isDown("b"));
        await failureKinds["corrupt-artifact"].undo(machine.place, entry);
        assert.ok(!(await machine.isDown("b")));
    });
});
