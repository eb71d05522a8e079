import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";

import type { JsonObject } from "../../../components/gate/envoy";
import type { Entry } from "../../../components/watch/audit/entry";
import { CellClient } from "../../support/client";
import { drill, inShort, passingDrill } from "../../support/drill";
import { withEdgeClusters, withOnly } from "../../support/envoy-clusters";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { sharedStack } from "../../support/shared-stack";
import { meridian } from "../meridian";

/** What is found does not depend on the rate, and the load is most of the cost. */
const of = ["--region", "local:eu-west", "--rate", "25"];

describe("drills of a region that goes down", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let runs: number;

    before(async () => {
        stack = await sharedStack("committed");
    });
    beforeEach(() => untilHealthy(stack));

    it("a lost region is made up for, and what it found is written for people and machines", async () => {
        const found = await passingDrill(stack, "region-down", ...of, "--seconds", "20");
        console.log(inShort(found));
        ({ runs } = found);
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { result } = found;
        assert.deepEqual([result.cell, result.region, result.passed], ["eu", "local:eu-west", true]);
        assert.ok(result.requests > 500 && result.rtoSeconds! < 20 && result.rpoSeconds === 0);
        assert.ok(result.figures.acknowledged > 100);
        // The region was down, and another region answered.
        assert.ok(result.figures.detectedSeconds! < 10);
        const written = JSON.parse(readFileSync(result.file, "utf8")) as object;
        const { file, page, ...rest } = result;
        assert.deepEqual(written, rest);
        for (const each of [file, page]) assert.equal(statSync(each).mode & 0o777, 0o600);
        assert.match(readFileSync(page, "utf8"), /region-down of local:eu-west <b class="good">passed/);
    });

    it("leaves its begin and its end in the audit trail, and none of its items in the table", async () => {
        const { stdout } = await meridian(stack, "audit", "show", "--json");
        const entries = (JSON.parse(stdout) as { entries: Entry[] }).entries.filter(({ via }) => via === "drill");
        assert.deepEqual(
            entries.map(({ region, phase }) => [region, phase]),
            Array.from({ length: runs }, () => ["begun", "done"].map(phase => ["local:eu-west", phase])).flat(),
        );
        const client = new CellClient(stack.project, (await stack.cells())[0]!);
        const last = new Map<string, object | undefined>();
        for (let after: string | undefined, more = true; more;) {
            const body = JSON.stringify({ most: 1000, after });
            const answer = await client.ask({ method: "POST", path: "/v1/tables/features/changes", body });
            assert.equal(answer.status, 200, answer.body);
            const page = JSON.parse(answer.body) as Page;
            for (const { key, item } of page.changes) last.set(key, item ?? undefined);
            ({ next: after, more } = page);
        }
        client.close();
        assert.ok(last.size > 50);
        assert.deepEqual([...last.values()].filter(Boolean), []);
    });

    it("a lost region is found not to be made up for where the edge knows no other one", async () => {
        const own = (cluster: JsonObject & { name: string }) =>
            /^point\/.*\/eu$/.test(cluster.name) ? withOnly(cluster, "gate/local:eu-west") : cluster;
        const restore = await withEdgeClusters(stack, own);
        try {
            const found = await drill(stack, "region-down", ...of, "--seconds", "6");
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
});

interface Page {
    readonly changes: readonly { readonly key: string; readonly item?: object | null }[];
    readonly next: string;
    readonly more: boolean;
}
