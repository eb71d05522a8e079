import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { gateCommand } from "../../../../components/gate/packed";
import { platformGate } from "../../../../components/gate/platform";
import type { ServerInput } from "../../../../components/plan/config/server";
import { planConfig } from "../../../../components/plan/plan";
import type { ServingPlan } from "../../../../components/plan/serving/serving";
import { getTool } from "../../../../tools";
import { pinnedImage } from "../../../support/images";
import { repositoryConfig, repositoryLock } from "../../../support/repository-stack";
import { digest } from "../../plan/screening";

/** What a stack of the repository serves, by region. */
function servingsOf(stack: string): readonly ServingPlan[] {
    const { plan } = planConfig(repositoryConfig(stack), { lock: repositoryLock() });
    return plan.cells.flatMap(({ servings }) => servings);
}

/** What a region serves whose models have servers of their own, one of each protocol that comes in. */
function ownServing(): ServingPlan {
    const servers: ServerInput[] = (["oip-http", "openai", "http"] as const).map(protocol => ({
        protocol,
        image: pinnedImage(protocol, "{account}.dkr.ecr.{region}.amazonaws.com"),
        port: 8080,
        ready: "/healthz",
    }));
    const { plan } = planConfig({
        service: "own",
        domain: "own.example.com",
        cells: [{ name: "eu", jurisdictions: ["EU"], dataClasses: ["internal"], regions: ["aws:eu-west-1"] }],
        models: servers.map(server => ({
            name: server.protocol,
            releases: { "1.0.0": { artifact: "s3://models/1", digest: digest(server.protocol), server } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        })),
    });
    return plan.cells[0]!.servings[0]!;
}

describe("the command of a gate on ECS", function () {
    this.timeout(60_000);

    for (const stack of ["aws", "aws-one-region"]) {
        it(`unpacks what the gates of the stack ${stack} are set, which the real Envoy accepts`, async () => {
            const [shell, ...command] = gateCommand("GATE", `${await getTool("envoy")} --mode validate`);
            for (const serving of servingsOf(stack)) {
                const env = { ...process.env, GATE: platformGate(serving), GATE_KEY: "a", SUBJECT_KEY: "b" };
                const { stdout } = await promisify(execFile)(shell, command, { env });
                assert.match(stdout, /OK/, serving.region);
            }
        });
    }

    it("unpacks the paths of custom servers, which are reached by their sidecars, and the counts of their tokens", async () => {
        const packed = platformGate(ownServing());
        const [shell, ...command] = gateCommand("GATE", `${await getTool("envoy")} --mode validate`);
        const env = { ...process.env, GATE: packed, GATE_KEY: "a", SUBJECT_KEY: "b" };
        assert.match((await promisify(execFile)(shell, command, { env })).stdout, /OK/);
        const text = gunzipSync(Buffer.from(packed, "base64")).toString();
        for (const path of ["/v2/models/oip-http", "/v1/chat/completions", "/models/http"]) {
            assert.ok(text.includes(`"${path}`), path);
        }
        assert.match(text, /prompt_tokens/);
        const ports = [...text.matchAll(/"address":"[a-z-]+-1-0-0\.servers","port_value":(\d+)/g)].map(
            ([, port]) => port,
        );
        assert.deepEqual([...new Set(ports)], ["8444"]);
        assert.equal(ports.length, 3);
    });

    it("has the same configuration in less than a third of a task definition", () => {
        for (const serving of servingsOf("aws")) assert.ok(platformGate(serving).length < (64 * 1024) / 3);
    });
});
