import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Result } from "../../../cli/drill/result";
import { releaseCluster, spillCluster } from "../../../components/gate/names";
import { sha256 } from "../../cli/command";
import { drill, drillThatSaid, inShort } from "../../support/drill";
import { withClusters, withOnly } from "../../support/envoy-clusters";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { unchecked, withPatchedProgram } from "../../support/patched-program";
import { sharedStack } from "../../support/shared-stack";
import { digestOf } from "../../support/stack-config";

const region = "local:eu-central";
const of = ["--region", region];

describe("drills of what serves releases, where it is broken", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("stored");
    });
    beforeEach(() => untilHealthy(stack));

    const newest = /eu-central-screening-2\.0\.0/;

    it("a region whose servers stand still is found to be asked on where its gate doesn't look", async () => {
        const file = stack.inGate("eu", "eu-central", "clusters.json");
        const restore = await withClusters(file, stack.gate("eu", "eu-central"), cluster => {
            const checks = cluster.health_checks as object[] | undefined;
            return checks === undefined
                ? cluster
                : { ...cluster, health_checks: checks.map(check => ({ ...check, ...never })) };
        });
        try {
            const found = await drill(stack, "slow-region", ...of, "--seconds", "10");
            console.log(inShort(found));
            assert.equal(found.code, 1);
            for (const expected of [
                "all requests succeeded again during the failure",
                "recovery.rtoSeconds of at most 60",
            ]) {
                assert.ok(found.missed.includes(expected), found.missed.join());
            }
            assert.equal(found.result.figures.wrong, 0);
        } finally {
            await restore();
        }
    });

    it("a release that crashes time and again is found not to be made up for where its gate asks no other region", async () => {
        const file = stack.inGate("eu", "eu-central", "clusters.json");
        const restore = await withClusters(file, stack.gate("eu", "eu-central"), cluster =>
            cluster.name === spillCluster("screening", "2.0.0")
                ? withOnly(cluster, releaseCluster("screening", "2.0.0"))
                : cluster,
        );
        try {
            const found = await drill(stack, "bad-release", ...of, "--seconds", "8");
            console.log(inShort(found));
            assert.equal(found.code, 1);
            assert.ok(found.missed.includes("no failed requests"), found.missed.join());
            assert.equal(found.result.figures.wrong, 0);
        } finally {
            await restore();
        }
    });

    it("a release that comes back with another model's file is found to answer wrongly", async () => {
        const own = path.join(stack.project, "own.onnx");
        copyFileSync(stack.artifact("eu", "eu-central", digestOf("2.0.0")), own);
        const restore = await withPatchedProgram(stack, newest, unchecked, text =>
            text.replace(/MODEL_URI="[^"]+"/, `MODEL_URI="${own}"`),
        );
        await untilHealthy(stack);
        try {
            // Long enough for the server to return with the other file under load.
            const argv = ["bad-release", ...of, "--seconds", "20", "--json"];
            const { ended } = await drillThatSaid(stack, /has the server of/, ...argv);
            copyFileSync(stack.artifact("eu", "eu-central", digestOf("1.0.0")), own);
            const { code, stdout, stderr } = await ended;
            assert.equal(code, 1, stderr);
            const { figures, findings } = JSON.parse(stdout) as Result;
            assert.ok(figures.wrong > 0);
            assert.ok(findings.some(({ expected, isMet }) => expected === "no wrong answers" && !isMet));
        } finally {
            await restore();
        }
    });

    it("finds that a corrupt file is served where no process checks its digest", async () => {
        const restore = await withPatchedProgram(stack, newest, unchecked);
        await untilHealthy(stack);
        try {
            const found = await drill(stack, "corrupt-artifact", ...of, "--seconds", "6", "--heal-seconds", "5");
            console.log(inShort(found));
            assert.equal(found.code, 1);
            assert.ok(found.missed.includes("no wrong answers"), found.missed.join());
            assert.ok(found.result.figures.wrong > 0);
        } finally {
            await restore();
        }
        // Restored from the copy, since no other source has replaced it.
        assert.equal(sha256(readFileSync(stack.artifact("eu", "eu-central", digestOf("2.0.0")))), digestOf("2.0.0"));
    });
});

/** How often a cluster's hosts are checked, in whatever state they are. */
const never = Object.fromEntries(
    ["", "no_traffic_", "no_traffic_healthy_", "unhealthy_", "unhealthy_edge_", "healthy_edge_"].map(state => [
        `${state}interval`,
        "3600s",
    ]),
);
