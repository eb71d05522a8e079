import assert from "node:assert/strict";

import { planConfig } from "pulumi-meridian";

import { adapterFor } from "../../stacks/adapters";
import { on } from "../components/plan/sketches";

const image = `registry.example.com/image@sha256:${"0".repeat(64)}`;
const images = { gate: image, server: image, fetch: image };

describe("the adapter of a stack", () => {
    for (const [cloud, written] of [
        ["local", on("local")],
        ["aws", on("aws", { aws: { images } })],
    ] as const) {
        it(`is that of ${cloud} where its cells are there`, () => {
            const { config, plan } = planConfig(written, { toBuild: true });
            assert.equal(
                adapterFor(plan, config)
                    .region(cloud === "aws" ? "eu-west-1" : "eu-west")
                    .region.split(":")[0],
                cloud,
            );
        });
    }
});
