import assert from "node:assert/strict";

import { parse, stringify } from "yaml";

import { findingsOf } from "../../../policy/findings";
import { settingOf } from "../../../policy/setting";
import { resourcesOf } from "../../../policy/state";
import { planned, updated } from "../../engine/steps";
import { pinnedImage } from "../../support/images";
import { deniedAtStart, deniedUses } from "../iam/denied";
import { allowedMisuses } from "../iam/misuses";
import { MadeThings } from "../made";
import { knownIn } from "../needs/known";
import { unmetNeeds } from "../needs/table";
import { exceeded } from "../quotas/table";
import { hasWholeLife, leftByAws, textOf } from "./life-cycle";

const stack = "aws-one-region";
const second = "file:stacks/models/screening/2.0.0/model.onnx";
const secondDigest = "sha256:144796c3fec4660959dff711421ec5948766cfe0a9fac6c84cab3287c5cd3ff3";

interface Written {
    readonly config: {
        readonly "meridian:aws": object;
        readonly "meridian:cells": unknown;
        readonly "meridian:models": [
            { releases: Record<string, object>; traffic: { readonly version: string; readonly percent: number }[] },
        ];
    };
}

/** A custom server, in place of the built-in one. */
const server = {
    protocol: "oip-http",
    image: pinnedImage("team/triton", "{account}.dkr.ecr.{region}.amazonaws.com"),
    command: ["tritonserver", "--model-repository=$(WORK_DIRECTORY)/models", "--http-port=$(PORT)"],
    port: 8080,
    startSeconds: 600,
    modelPath: "models/screening/1/model.onnx",
};

hasWholeLife(stack, leftByAws, rehearsal => {
    it("creates whatever a resource needs before it, and deletes it after it", async () => {
        assert.deepEqual(unmetNeeds(knownIn(await rehearsal().state())), []);
    });

    it("needs no higher quota than a new account has", async () => {
        assert.deepEqual(exceeded(knownIn(await rehearsal().state())), []);
    });

    it("has rights that allow all that its features call, and deny what none needs", async () => {
        const all = knownIn(await rehearsal().state());
        assert.deepEqual([...deniedUses(all), ...deniedAtStart(all), ...allowedMisuses(all)], []);
    });

    it("would create for a new release what serves it, and of what there is replace the gate only", async () => {
        const written = parse(textOf(stack)) as Written;
        const [model] = written.config["meridian:models"];
        model.releases["2.0.0"] = { ...model.releases["1.0.0"], digest: `sha256:${"2".repeat(64)}` };
        model.traffic = ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 }));
        rehearsal().configure(stringify(written));
        const { create = [], delete: deleted = [], replace = [], update = [] } = await planned(rehearsal());
        rehearsal().configure(textOf(stack));
        assert.ok(create.length > 0);
        for (const name of create) assert.match(name, /-2-0-0|-2{12}$/);
        assert.deepEqual(deleted, []);
        for (const name of [...replace, ...update]) assert.match(name, /-gate$|^hub-dashboard$/);
        assert.ok(replace.length > 0);
    });

    it("is changed in place to a small footprint and back, and then there is nothing left to do", async () => {
        const small = parse(textOf(stack)) as Written;
        Object.assign(small.config["meridian:aws"], { footprint: "small" });
        for (const text of [stringify(small), textOf(stack)]) {
            rehearsal().configure(text);
            const { update = [], ...other } = await updated(rehearsal());
            assert.deepEqual(other, {});
            assert.deepEqual(
                update.filter(
                    name => !/-(cluster|front|gate|screening-1-0-0)$|-(ecr-\w+|logs|secretsmanager)$/.test(name),
                ),
                [],
            );
            assert.ok(update.length > 0);
            assert.deepEqual(await updated(rehearsal()), {});
        }
    });

    it("previews nothing where images are missing, and lists them all with what to create and push", async () => {
        const written = parse(textOf(stack)) as Written;
        const [model] = written.config["meridian:models"];
        const image = pinnedImage("team/not-pushed", "{account}.dkr.ecr.{region}.amazonaws.com");
        model.releases["2.0.0"] = { ...model.releases["1.0.0"], digest: secondDigest, server: { ...server, image } };
        model.traffic = ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 }));
        const gate = pinnedImage("not-pushed/gate", "{account}.dkr.ecr.{region}.amazonaws.com");
        const config = { ...written.config, "meridian:aws": { ...written.config["meridian:aws"], images: { gate } } };
        rehearsal().configure(stringify({ ...written, config }));
        const { exitCode, output, errors } = await rehearsal().run("preview", "--non-interactive");
        rehearsal().configure(textOf(stack));
        assert.notEqual(exitCode, 0);
        const said = output + errors;
        assert.equal(said.split("error[image/not-pushed]").length, 2, said);
        assert.match(said, /does not have images not-pushed\/gate@sha256:\w+, team\/not-pushed@sha256:\w+/);
        assert.match(said, /create repositories not-pushed\/gate, team\/not-pushed where missing, log in/);
    });

    it("previews nothing where roles would be limited by a policy of another account than the signed-in one", async () => {
        const written = parse(textOf(stack)) as Written;
        const permissionsBoundary = "arn:aws:iam::999999999999:policy/meridian";
        const cells = (written.config["meridian:cells"] as object[]).map(cell => ({
            ...cell,
            accounts: { aws: { permissionsBoundary } },
        }));
        rehearsal().configure(stringify({ ...written, config: { ...written.config, "meridian:cells": cells } }));
        const { exitCode, output, errors } = await rehearsal().run("preview", "--non-interactive");
        rehearsal().configure(textOf(stack));
        assert.notEqual(exitCode, 0);
        assert.match(output + errors, /cell\/boundary-elsewhere[^]*account 999999999999[^]*in account 111111111111/);
    });

    it("creates for a release with a custom server its tasks, rights and network, in which the policy finds nothing, and then there is nothing left to do", async () => {
        const written = parse(textOf(stack)) as Written;
        const [model] = written.config["meridian:models"];
        model.releases["2.0.0"] = { ...model.releases["1.0.0"], digest: secondDigest, artifact: second, server };
        model.traffic = ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 }));
        rehearsal().configure(stringify(written));
        const { create = [], delete: deleted = [], ...changed } = await updated(rehearsal());
        for (const name of create) assert.match(name, /-2-0-0|own-servers|-144796c3fec4$/);
        assert.deepEqual(deleted, []);
        for (const name of Object.values(changed).flat()) assert.match(name, /-(gate|filter)$|^hub-dashboard$/);
        assert.deepEqual(await updated(rehearsal()), {});
        const state = await rehearsal().state();
        const setting = settingOf({ cells: written.config["meridian:cells"] });
        assert.deepEqual(findingsOf(resourcesOf(state.deployment.resources ?? []), setting), []);
        assert.deepEqual([...deniedUses(knownIn(state)), ...deniedAtStart(knownIn(state))], []);
        const made = new MadeThings(state);
        const task = made.of("ecs/taskDefinition").find(({ name }) => name.endsWith("-2-0-0"))!;
        assert.deepEqual(task.inputs.requiresCompatibilities, ["FARGATE"]);
        assert.deepEqual(task.inputs.ephemeralStorage, { sizeInGib: 100 });
    });
});
