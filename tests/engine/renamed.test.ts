import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";

import { answersInBothVersions } from "../support/both-versions";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { pidsOfAll } from "./running";
import { planned } from "./steps";

const regions = ["eu-eu-central", "eu-eu-west"];

describe("a stack whose names change", function () {
    this.timeout(400_000);
    const config = stackConfig({ withUs: false, euBackup: null });
    let stack: LocalStack;

    before(async () => {
        stack = await LocalStack.prepare(config);
        await stack.up();
    });
    after(() => stack.dispose());

    it("serves on under a new service name and a new domain, and leaves nothing of the old", async () => {
        for (const renamed of [
            { ...config, "meridian:service": "other" },
            { ...config, "meridian:service": "other", "meridian:domain": "elsewhere.localhost" },
            config,
        ]) {
            await stack.configure(renamed);
            await stack.up();
            assert.deepEqual(await planned(stack), {});
            const service = renamed["meridian:service"] as string;
            for (const cell of await stack.cells()) {
                assert.equal(new URL(cell.url).hostname, `${cell.name}.${renamed["meridian:domain"] as string}`);
                await answersInBothVersions(stack, cell);
            }
            assert.deepEqual(
                readdirSync(path.join(stack.root, "gates")).sort(),
                regions.map(r => `${service}-${r}`),
            );
            // Two servers, a gate and a watcher in each of two regions, two edges and the hub.
            assert.equal(Object.keys(await pidsOfAll(stack)).length, 11);
        }
        assert.deepEqual(readdirSync(path.join(stack.root, "cells")), ["eu.screening.localhost"]);
    });
});
