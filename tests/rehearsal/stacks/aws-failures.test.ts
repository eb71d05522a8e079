import assert from "node:assert/strict";

import { updated } from "../../engine/steps";
import { MadeThings } from "../made";
import { Rehearsal } from "../rehearsal";
import { textOf } from "./life-cycle";

describe("an update of the stack aws, rehearsed", function () {
    this.timeout(600_000);
    const stack = "aws";
    const regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2"];
    let rehearsal: Rehearsal;

    beforeEach(async () => {
        rehearsal = await Rehearsal.prepare(stack, textOf(stack));
    });
    afterEach(() => rehearsal.dispose());

    for (const region of regions) {
        it(`finishes the other regions where ${region} is down`, async () => {
            rehearsal.fail({ how: "down", region });
            const { exitCode, output } = await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error");
            assert.notEqual(exitCode, 0);
            assert.match(output, new RegExp(region));
            const services = new MadeThings(await rehearsal.state())
                .of("ecs/service")
                .map(({ inputs }) => inputs.region);
            assert.deepEqual(
                [...new Set(services)].sort(),
                regions.filter(other => other !== region),
            );
        });
    }

    // One region stands for all: this one validates the certificates of its cell, so most resources wait for it.
    it("finishes a region that was down once it is back", async () => {
        rehearsal.fail({ how: "down", region: "eu-west-1" });
        assert.notEqual((await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error")).exitCode, 0);
        rehearsal.fail();
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
    });

    it("goes on from what was half made, or asked for too often", async () => {
        rehearsal.fail(
            { how: "half", type: "aws:ecs/service:Service", region: "eu-west-1", times: 1 },
            { how: "throttle", type: "aws:lb/loadBalancer:LoadBalancer", region: "us-east-1", times: 1 },
        );
        assert.notEqual((await rehearsal.run("up", "--yes", "--skip-preview", "--continue-on-error")).exitCode, 0);
        await rehearsal.up();
        assert.deepEqual(await updated(rehearsal), {});
        assert.equal(rehearsal.things().filter(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer").length, 4);
    });
});
