import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { stackConfig } from "../support/stack-config";
import { filesOfShares, pids, pidsOfAll, watchesOf } from "./running";
import { planned, updated } from "./steps";

const regionHost = "eu-west.eu.screening.localhost";

describe("a change of stack local", function () {
    this.timeout(400_000);
    const config = stackConfig({ canary: 30 });
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("plain");
        await stack.configure(config);
        await stack.up();
    });

    const ports = () => JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;

    it("adds a region by making its own things and telling its peers and the edges, and takes just these away again", async () => {
        const [portsBefore, pidsBefore] = [ports(), await pidsOfAll(stack)];
        const peers = ["eu-eu-central", "eu-eu-west"];
        const changed = [...filesOfShares(peers), ...watchesOf(peers), "edge-files", "edge-2-files"].sort();
        await stack.configure(
            stackConfig({ canary: 30, eu: ["local:eu-west", "local:eu-central", "local:eu-north"], euBackup: null }),
        );
        const { create = [], update = [], ...others } = await updated(stack);
        assert.ok(create.length > 0 && create.every(name => name.includes("eu-north")), create.join(", "));
        // The edges wait for a path into each region, so they are updated; they are not restarted.
        const isEdge = (name: string) => name === "edge" || name === "edge-2";
        assert.deepEqual([update.filter(name => !isEdge(name)), others], [changed, {}]);
        assert.deepEqual({ ...ports(), ...portsBefore }, ports());
        assert.deepEqual({ ...(await pidsOfAll(stack)), ...pidsBefore }, await pids(stack));
        const [eu] = await stack.cells();
        assert.deepEqual([...eu!.regions].sort(), ["local:eu-central", "local:eu-north", "local:eu-west"]);

        await stack.configure(config);
        const { delete: deleted = [], update: back = [], ...rest } = await updated(stack);
        assert.deepEqual(deleted, create);
        assert.deepEqual([back.filter(name => !isEdge(name)), rest], [changed, {}]);
        assert.deepEqual(ports(), portsBefore);
        assert.deepEqual(await pidsOfAll(stack), pidsBefore);
        assert.ok(!existsSync(stack.inCell("eu", "eu-north")));
    });

    it("has everything that a user has replaced manually, and replaces nothing else", async () => {
        const before = await pidsOfAll(stack);
        const named = ["screening-eu-eu-west", "screening-eu-eu-west-gate-files", `${regionHost}-gate`];
        const urns = (await stack.engine.ask(["stack", "--show-urns", "--stack", stack.name])).match(/urn:\S+/g) ?? [];
        const replaced = urns.filter(urn => urn.includes("dynamic/local") && named.includes(urn.split("::").at(-1)!));
        assert.equal(replaced.length, named.length);
        const { exitCode, output } = await stack.run(
            ...["up", "--yes", "--skip-preview"],
            ...replaced.flatMap(urn => ["--replace", urn]),
        );
        assert.equal(exitCode, 0, output);
        assert.match(output, /\+-3 replaced/);
        assert.deepEqual(await planned(stack), {});
        const after = await pidsOfAll(stack);
        const restarted = Object.keys(before).filter(name => after[name] !== before[name]);
        assert.deepEqual(restarted, ["screening-eu-eu-west-gate"]);
    });
});
