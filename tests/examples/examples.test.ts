import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

import { type Made, mockEngine, settled } from "../support/mocked-engine";

const examples = path.join(__dirname, "..", "..", "examples");

describe("the example programs", () => {
    it("make a service of its config", async () => {
        const made = await run("service");
        const count = (kind: string) => of(made, `meridian:index:${kind}`).length;
        assert.deepEqual(
            ["Service", "RegionalServing", "ReplicatedStore", "GlobalRouter", "ObservabilityHub"].map(count),
            [1, 2, 0, 1, 1],
        );
    });

    it("serve one cell on one cloud", async () => {
        const made = await run("one-cell");
        assert.deepEqual(
            of(made, "meridian:index:RegionalServing").map(([name]) => name),
            ["screening-eu-central", "screening-eu-west"],
        );
        assert.equal(of(made, "meridian:index:GlobalRouter").length, 1);
    });

    it("serve two cells, whose gates know only their own peers", async () => {
        const made = await run("two-cells");
        const gates = made.filter(({ name }) => name.endsWith("-gate-files"));
        assert.equal(gates.length, 4);
        for (const { name, inputs } of gates) {
            const other = name.includes("-eu-") ? "us" : "eu";
            assert.doesNotMatch(String(inputs.configuration), new RegExp(`\\.${other}\\.screening\\.localhost`), name);
        }
    });

    it("use a network and a key that exist already where they are brought, and make them elsewhere", async () => {
        const made = await run("brought-network-and-key");
        const brought = "arn:aws:kms:eu-west-1:222222222222:key/1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f";
        assert.deepEqual(
            of(made, "stand-in:index:Network").map(([name]) => name),
            ["eu-eu-central-1"],
        );
        assert.deepEqual(
            of(made, "stand-in:index:Service").map(([name, { network, key }]) => [name, network, key]),
            [
                ["screening-eu-central-1-screening-1.0.0", "eu-eu-central-1", "eu-eu-central-1"],
                ["screening-eu-west-1-screening-1.0.0", "vpc-0a1b2c3d", brought],
            ],
        );
    });

    it("run enough replicas for the loss of a region", async () => {
        const services = of(await run("brought-network-and-key"), "stand-in:index:Service");
        // 800 requests a second, all of them in either region when the other is lost, 150 a replica.
        for (const [name, { replicas }] of services) {
            assert.deepEqual(replicas, { min: 6, max: 20 }, name);
        }
    });
});

function of(made: readonly Made[], type: string): [name: string, inputs: Made["inputs"]][] {
    return made
        .filter(one => one.type === type)
        .map(({ name, inputs }): [string, Made["inputs"]] => [name, inputs])
        .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A program again, as the engine would start it. */
async function run(name: string): Promise<readonly Made[]> {
    const made: Made[] = [];
    await mockEngine(resource => made.push(resource));
    const load = createRequire(__filename);
    const file = path.join(examples, `${name}.ts`);
    Reflect.deleteProperty(load.cache, file);
    load(file);
    await settled();
    return made;
}
