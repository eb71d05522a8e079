import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { failureKinds } from "../../../../../../components/adapters/local/operations/failures";
import { until } from "../../../../../support/until";
import { eachOnMachine, type Machine, west } from "./machine";

describe("failures of the network of a store on this machine", () => {
    let machine: Machine;
    eachOnMachine(made => {
        machine = made;
    });

    const configuration = {
        port: 1,
        cluster: { name: "eu", authorization: { user: "u", password: "p" }, routes: ["r"] },
    };
    const now = Date.now;

    afterEach(() => {
        Date.now = now;
    });

    it("take a server's routes and its cluster's password, and put both back, which it reads each time", async () => {
        writeFileSync(machine.at("store.conf"), JSON.stringify(configuration));
        const { entry, said } = await machine.planned("partition");
        assert.equal(said.what, `cut the store's server in ${west} off from the 1 others`);
        const begun = failureKinds.partition.begin(machine.place, entry);
        const failed = assert.rejects(begun, /still reaches others after 15 s/);
        await until("it has read it", () => machine.supervisor.hups.get("store-west") === 1);
        const { cluster, ...rest } = JSON.parse(readFileSync(machine.at("store.conf"), "utf8")) as typeof configuration;
        assert.deepEqual([rest, cluster.name, cluster.routes], [{ port: 1 }, "eu", []]);
        assert.equal(cluster.authorization.user, "u");
        assert.match(cluster.authorization.password, /^[0-9a-f]{48}$/);
        // No store answers here that could say that it is alone: what it does then is to fail in time.
        Date.now = () => now() + 16_000;
        await failed;
        Date.now = now;
        await until("it runs again", async () => !(await machine.isDown("store-west")));
        const read: unknown[] = [];
        machine.supervisor.onStart = () => read.push(JSON.parse(readFileSync(machine.at("store.conf"), "utf8")));
        await failureKinds.partition.undo(machine.place, entry);
        assert.deepEqual(JSON.parse(readFileSync(machine.at("store.conf"), "utf8")), configuration);
        await until("it has read it again", () => machine.supervisor.hups.get("store-west") === 2);
        assert.deepEqual(read, [configuration]);
        assert.equal(machine.supervisor.hups.get("store-north"), undefined);
        assert.ok(!existsSync(machine.at("store.conf.before-drill")));
    });

    it("are undone as often as that is tried, and where no supervisor runs", async () => {
        const { entry } = await machine.planned("partition");
        const cutOff = JSON.stringify({ ...configuration, cluster: { ...configuration.cluster, routes: [] } });
        writeFileSync(machine.at("store.conf"), cutOff);
        writeFileSync(machine.at("store.conf.before-drill"), JSON.stringify(configuration));
        machine.supervisor.isThere = false;
        for (let i = 0; i < 2; i++) await failureKinds.partition.undo(machine.place, entry);
        assert.deepEqual(JSON.parse(readFileSync(machine.at("store.conf"), "utf8")), configuration);
        assert.equal(machine.supervisor.hups.get("store-west"), undefined);
        // The process that put it back may have ended before the server read it.
        machine.supervisor.isThere = true;
        await failureKinds.partition.undo(machine.place, entry);
        await until("it has read it", () => machine.supervisor.hups.get("store-west") === 1);
    });
});
