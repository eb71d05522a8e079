import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import type { Entry } from "../../../components/watch/audit/entry";
import { sha256 } from "../../cli/command";
import { inShort, passingDrill } from "../../support/drill";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { sharedStack } from "../../support/shared-stack";
import { digestOf } from "../../support/stack-config";
import { meridian } from "../meridian";

const region = "local:eu-central";
/** What is found does not depend on the rate, and the load is most of the cost. */
const rate = ["--rate", "20"];
const of = ["--region", region, ...rate];

/** Of `region-down` and `cell-down`, see the files with their names; of the store, `store-passing`; that a drill finds what is broken, `releases` and `store`. */
describe("drills of a stack that makes up for what they break", function () {
    this.timeout(400_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("stored");
    });
    beforeEach(() => untilHealthy(stack));

    it("a region whose servers stand still is left out before its requests wait", async () => {
        const found = await passingDrill(stack, "slow-region", ...of, "--seconds", "17");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { stdout } = await meridian(stack, "audit", "show", "--json");
        const entries = (JSON.parse(stdout) as { entries: Entry[] }).entries.filter(({ what }) =>
            what.startsWith(`drill slow-region of ${region}`),
        );
        assert.deepEqual(
            entries.map(({ via, region, phase }) => [via, region, phase]),
            Array.from({ length: found.runs }, () => ["begun", "done"].map(phase => ["drill", region, phase])).flat(),
        );
        // They did stand still: requests that had just been sent there waited. That the others did not is part of the drill's verdict: of
        // each spell of seven seconds it wants three in which all is answered in time.
        assert.ok(found.result.slow > 0);
    });

    it("a release that crashes time and again in a region is answered by another one", async () => {
        const found = await passingDrill(stack, "bad-release", ...of, "--seconds", "8");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        assert.deepEqual(found.result.release, { model: "screening", version: "2.0.0" });
        assert.ok(found.result.figures.detectedSeconds !== undefined);
    });

    it("never serves a corrupt file, and downloads it again", async () => {
        const found = await passingDrill(stack, "corrupt-artifact", ...of, "--seconds", "6");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const digest = digestOf("2.0.0");
        assert.equal(sha256(readFileSync(stack.artifact("eu", "eu-central", digest))), digest);
    });
});
