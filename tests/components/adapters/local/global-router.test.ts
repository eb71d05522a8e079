import assert from "node:assert/strict";

import { Service, type ServiceConfig } from "../../../../components";
import { local } from "../../../../components/adapters/local";
import { type Made, mockEngine, settled } from "../../../support/mocked-engine";
import { ResourceOptions } from "../../../support/resource-options";
import { digest } from "../../plan/screening";

const config: ServiceConfig = {
    domain: "screening.localhost",
    cells: [
        {
            name: "eu",
            jurisdictions: ["EU"],
            dataClasses: ["internal"],
            regions: ["local:eu-west", "local:eu-central"],
            primary: "local:eu-west",
        },
    ],
    models: [
        {
            name: "screening",
            releases: { "1.0.0": { artifact: "file:1.onnx", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
};

describe("the edges of a service on this machine", () => {
    it("start after the process that links lead through, where links take their time", async () => {
        const made: Made[] = [];
        await mockEngine(one => made.push(one));
        const options = new ResourceOptions();
        const cloud = local({ directory: "unused", latency: {} });
        new Service("screening", config, { clouds: [cloud] }, { transformations: [options.transformation] });
        await settled();
        const edges = made.filter(
            ({ inputs, name, type }) =>
                type.endsWith(":Process") && name.startsWith("screening-edge") && inputs.program === "envoy",
        );
        assert.ok(edges.length > 0);
        for (const { name } of edges) {
            const files = options.of("Process", name).after;
            assert.deepEqual(files, [`EnvoyFiles ${name}-files`]);
            const before = options.of("EnvoyFiles", `${name}-files`).after;
            assert.ok(before.includes("Process screening-edge-network"), before.join());
        }
        assert.deepEqual(options.of("Process", "screening-edge-network").after, ["File screening-edge-links"]);
    });
});
