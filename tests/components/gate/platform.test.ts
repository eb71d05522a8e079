import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import {
    besideBytes,
    definitionFaults,
    platformGate,
    platformConnections,
    platformLinks,
    platformSize,
} from "../../../components/gate/platform";
import { serverSchema } from "../../../components/plan/config/server";
import { cloudTable } from "../../../components/plan/clouds/table";
import { planConfig } from "../../../components/plan/plan";
import type { ServingPlan } from "../../../components/plan/serving/serving";
import { pinnedImage } from "../../support/images";
import { screening } from "../plan/screening";

/** Regions of the clouds that serve so many models. */
function servingsOf(cloud: "aws" | "local", count: number): readonly ServingPlan[] {
    const { cells, models, ...config } = screening();
    const regions = cloud === "aws" ? ["aws:eu-west-1", "aws:eu-central-1"] : ["local:eu-west", "local:eu-central"];
    const many = Array.from({ length: count }, (_, i) => ({ ...models[0]!, name: `model-${i}` }));
    // Not about callers, who would have to authenticate for more than internal data.
    const { backup: _, ...cell } = { ...cells[0]!, dataClasses: ["internal"], regions, primary: regions[0]! };
    return planConfig({ ...config, cells: [cell], models: many }).plan.cells.flatMap(({ servings }) => servings);
}

describe("a gate in a container of a platform", () => {
    const most = cloudTable.aws.definition!.mostBytes - besideBytes;

    it("reads a configuration without items of tables, which the cloud serves itself", () => {
        const [serving] = servingsOf("aws", 1);
        const text = gunzipSync(Buffer.from(platformGate(serving!), "base64")).toString();
        assert.match(text, /model-0/);
        assert.doesNotMatch(text, /\/tables\//);
    });

    it("reaches a custom server at its sidecar, and the built-in one at its port", () => {
        const [serving] = servingsOf("aws", 1);
        const [release] = serving!.models[0]!.releases;
        const server = serverSchema.parse({ protocol: "oip-http", image: pinnedImage("own"), port: 9000 });
        const portsOf = (some: Partial<typeof release>) =>
            platformLinks.release("model-0", { ...release!, ...some }).addresses.map(({ port }) => port);
        assert.deepEqual([portsOf({}), portsOf({ server })], [[8080], [8444]]);
    });

    it("fits where the cloud sets no limit, however many models it serves", () => {
        assert.deepEqual(definitionFaults(servingsOf("local", 200)), []);
    });

    it("is refused once where it exceeds the definition of a container, with the number of models that fit", () => {
        const servings = servingsOf("aws", 200);
        const faults = definitionFaults(servings);
        const size = platformGate(servings[0]!).length;
        assert.deepEqual(
            faults.map(({ code, path, value }) => [code, path, value]),
            [["gate/too-large", "models", 200]],
        );
        const { problem } = faults[0]!;
        const fitting = Number(/first (\d+) models fit$/.exec(problem)![1]);
        for (const part of ["aws:eu-central-1", `${size} bytes`, "200 models", `at most ${most} bytes`]) {
            assert.ok(problem.includes(part), problem);
        }
        assert.ok(fitting > 20);
        assert.deepEqual(definitionFaults(servingsOf("aws", fitting)), []);
        assert.equal(definitionFaults(servingsOf("aws", fitting + 1)).length, 1);
    });

    it("has room for half as much as its buffers may fill, and 2 GiB at least", () => {
        assert.deepEqual(
            [256, 1024, 4096].map(memoryMiB => platformSize({ memoryMiB }).memoryGiB),
            [2, 2, 6],
        );
    });

    it("is the only one that reaches servers, and is reached by the front only", () => {
        const between = platformConnections.map(({ from, to }) => `${from} to ${to}`);
        assert.deepEqual([...new Set(between)], ["front to gate", "gate to servers", "gate to own-servers"]);
    });
});
