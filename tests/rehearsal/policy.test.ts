import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { brokenIn, pack, previewed } from "./policed";
import { Rehearsal } from "./rehearsal";

const { config } = parse(readFileSync(path.join(packageRoot(), "stacks", "Pulumi.aws.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};

const cells = { "meridian:cells": config["meridian:cells"] };

describe("the policy pack, under the real engine", function () {
    this.timeout(600_000);

    it("lets the stack aws through, and says what can't be seen before the update", async () => {
        const { exitCode, said } = await previewed("aws", config);
        assert.equal(exitCode, 0, said);
        assert.deepEqual(
            [...new Set(brokenIn(said).map(each => each.split(" ").slice(0, 2).join(" ")))],
            ["advisory identity/public-principal", "advisory identity/region-scoped", "advisory identity/wildcard"],
        );
    });

    for (const stack of ["aws-one-region", "local"]) {
        it(`lets the stack ${stack} through`, async () => {
            const text = readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");
            const { exitCode, said } = await previewed(stack, text);
            assert.equal(exitCode, 0, said);
            assert.deepEqual(
                brokenIn(said).filter(each => each.startsWith("mandatory") || each.includes("no-cells")),
                [],
            );
        });
    }

    it("stops a third party's program whose data leaves its cell", async () => {
        const program = `
            const aws = require("@pulumi/aws");
            const provider = new aws.Provider("eu", { region: "eu-west-1" });
            const key = new aws.kms.Key("own", { enableKeyRotation: true }, { provider });
            const far = new aws.kms.Key("far", { enableKeyRotation: true, region: "us-east-1" }, { provider });
            new aws.dynamodb.Table("features", {
                hashKey: "subject",
                attributes: [{ name: "subject", type: "S" }],
                serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
                deletionProtectionEnabled: true,
                pointInTimeRecovery: { enabled: true },
                replicas: [{ regionName: "us-east-1", kmsKeyArn: far.arn }],
            }, { provider });
        `;
        const { exitCode, said } = await previewed("foreign", cells, program);
        assert.notEqual(exitCode, 0);
        assert.deepEqual(brokenIn(said), [
            "advisory coverage/summary meridian-foreign",
            "mandatory durability/distant-backup features",
            "mandatory residency/key features",
            "mandatory residency/replication features",
        ]);
    });

    it("stops where its config can't be read, and shows no value of it", async () => {
        const wrong = { "meridian:cells": [{ name: "canary-4b1d" }] };
        const { exitCode, said } = await previewed("foreign", wrong, "");
        assert.notEqual(exitCode, 0);
        assert.match(said, /can't be read: cells\.0\.jurisdictions/);
        assert.ok(!said.includes("canary"), said);
    });

    it("accepts excepted findings, and names the owner", async () => {
        const program = `
            const aws = require("@pulumi/aws");
            new aws.kms.Key("own", { enableKeyRotation: false, region: "eu-west-1" });
        `;
        const excepted = { rule: "encryption/key-rotation", resource: "*::own", reason: "a test", owner: "platform" };
        const settings = { exceptions: [{ ...excepted, expires: "2999-12-31" }] };
        const { exitCode, said } = await previewed("foreign", cells, program, configured({ [policy]: settings }));
        assert.equal(exitCode, 0, said);
        assert.deepEqual(brokenIn(said), ["advisory encryption/key-rotation own"]);
        assert.match(said, /excepted until 2999-12-31 by platform: a test/);
    });

    it("is advisory if the operator configures it so", async () => {
        const program = `
            const aws = require("@pulumi/aws");
            new aws.kms.Key("own", { enableKeyRotation: false, region: "eu-west-1" });
        `;
        const { exitCode, said } = await previewed("foreign", cells, program, configured({ [policy]: "advisory" }));
        assert.equal(exitCode, 0, said);
        assert.deepEqual(brokenIn(said), ["advisory encryption/key-rotation own"]);
    });

    it("corrects what it may on request, keeps secrets secret, and then finds nothing there", async () => {
        const program = `
            const aws = require("@pulumi/aws");
            const pulumi = require("@pulumi/pulumi");
            new aws.kms.Key("own", {
                description: pulumi.secret("canary-4b1d"),
                enableKeyRotation: false,
                region: "eu-west-1",
            });
        `;
        const rehearsal = await Rehearsal.prepare("mended", cells, { program });
        try {
            const args = configured({ "remedy-key-rotation": "remediate" })(rehearsal);
            const { errors, exitCode, output } = await rehearsal.run(
                ...["up", "--yes", "--skip-preview", "--policy-pack", pack, ...args],
            );
            assert.equal(exitCode, 0, output + errors);
            assert.ok(!(output + errors).includes("canary"), output + errors);
            const [key] = rehearsal.things().filter(({ type }) => type === "aws:kms/key:Key");
            assert.equal(key?.inputs.enableKeyRotation, true);
            assert.match(JSON.stringify(key.inputs.description), /^\{"secret":"sha256:/);
            const { output: state } = await rehearsal.run("stack", "export");
            assert.ok(state.includes("enableKeyRotation") && !state.includes("canary"), state);
            assert.deepEqual(brokenIn(output), []);
        } finally {
            await rehearsal.dispose();
        }
    });
});

const policy = "residency-and-encryption";

/** The pack's config, in a file of the rehearsal's. */
const configured =
    (config: object) =>
    ({ project }: Rehearsal): string[] => {
        const file = path.join(project, "policy.json");
        writeFileSync(file, JSON.stringify(config));
        return ["--policy-pack-config", file];
    };
