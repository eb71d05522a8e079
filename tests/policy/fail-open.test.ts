import assert from "node:assert/strict";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { PackProcess, type Reported } from "../support/policy-pack";
import { cells } from "./stack";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
const policy = "residency-and-encryption";
const urnOf = (type: string, name: string) => `urn:pulumi:prod::shop::${type}::${name}`;

const resource = (
    type: string,
    name: string,
    properties: Reported["properties"],
    more: Partial<Reported> = {},
): Reported => ({
    ...{ urn: urnOf(type, name), type, properties },
    ...more,
});
const key = (more: Reported["properties"]) =>
    resource("aws:kms/key:Key", "key", { region: "eu-west-1", enableKeyRotation: true, ...more });

/** How the SDK's server lets things pass that a pack has found: on what isn't known, on errors, and by levels. */
describe("the policy pack, as the engine asks it", function () {
    this.timeout(60_000);
    let pack: PackProcess;
    beforeEach(async () => {
        pack = await PackProcess.start(path.join(packageRoot(), "policy"), { "meridian:cells": cells });
    });
    afterEach(() => pack.stop());

    const reported = async (...resources: readonly Reported[]) =>
        (await pack.analyzeStack(resources))
            .filter(each => each.policy !== "coverage/summary")
            .map(({ level, policy, urn }) => `${level} ${policy} ${urn.split("::").at(-1)!}`)
            .sort();

    it("tells a violation beside what isn't known, in the same resource and in the same list", async () => {
        const replicas = [{ regionName: unknown }, { regionName: "us-east-1" }];
        const table = resource("aws:dynamodb/table:Table", "features", {
            region: "eu-west-1",
            name: unknown,
            replicas,
        });
        const found = await reported(table);
        assert.deepEqual(
            found.filter(each => each.includes("residency/replication")),
            ["mandatory residency/replication features", "mandatory residency/replication features"],
        );
    });

    it("tells what isn't known of protected data as mandatory, wherever it isn't", async () => {
        for (const properties of [{ region: unknown }, {}]) {
            const queue = resource("aws:sqs/queue:Queue", "jobs", { kmsMasterKeyId: "key", ...properties });
            assert.ok((await reported(queue, key({}))).includes("mandatory residency/place jobs"));
        }
        const ofProvider = resource("aws:sqs/queue:Queue", "jobs", {}, { provider: { region: unknown } });
        assert.ok((await reported(ofProvider)).includes("mandatory residency/place jobs"));
    });

    it("evaluates one resource whatever is in another", async () => {
        const odd = resource("aws:dynamodb/table:Table", "odd", { region: ["eu-west-1"], replicas: "none", tags: [1] });
        assert.ok(
            (await reported(odd, key({ enableKeyRotation: false }))).includes("mandatory encryption/key-rotation key"),
        );
    });

    it("evaluates secrets, and shows none", async () => {
        const found = await pack.analyzeStack([key({ region: secret("us-east-9"), enableKeyRotation: secret(false) })]);
        assert.ok(found.some(({ policy }) => policy === "encryption/key-rotation"));
        assert.ok(!JSON.stringify(found).includes("us-east-9"), JSON.stringify(found));
    });

    it("fails, and doesn't pass, where its config can't be read", async () => {
        await pack.configure({ [policy]: { exceptions: [{ rule: "residency/place" }] } });
        await assert.rejects(pack.analyzeStack([key({})]), /exceptions\.0\.resource/);
    });

    it("is mandatory by default, though the SDK's own level is advisory, and advisory if configured so", async () => {
        const broken = key({ enableKeyRotation: false });
        assert.deepEqual(await reported(broken), ["mandatory encryption/key-rotation key"]);
        await pack.configure({ [policy]: { enforcementLevel: "advisory" } });
        assert.deepEqual(await reported(broken), ["advisory encryption/key-rotation key"]);
    });

    it("reports that residency is not evaluated without cells", async () => {
        await pack.stop();
        pack = await PackProcess.start(path.join(packageRoot(), "policy"));
        assert.deepEqual(await reported(key({})), ["advisory config/no-cells "]);
    });
});
