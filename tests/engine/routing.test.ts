import assert from "node:assert/strict";

import type { CellSummary } from "../../stacks/summary";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { failed, Load, type Outcome } from "../support/load";
import type { LocalStack } from "../support/local-stack";
import { releasesOf } from "../support/releases";
import { sharedStack } from "../support/shared-stack";
import { stackConfig } from "../support/stack-config";
import { undisturbed } from "../support/undisturbed";
import { filesOfShares, pidsOfAll } from "./running";
import { updated } from "./steps";

const subjects = 5_000;
/** Of these, the ones that are followed through a change. */
const fewer = 2_000;

/** Of the share of a fair draw with a chance of one in ten. The benchmark `shares` draws 20,000. */
const fourDeviations = (draws: number) => 4 * Math.sqrt((0.1 * 0.9) / draws);

describe("shares of a model", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let client: CellClient;

    before(async () => {
        stack = await sharedStack("plain");
        [eu] = (await stack.cells()) as [CellSummary, CellSummary];
        client = new CellClient(stack.project, eu);
    });
    after(() => {
        client.close();
    });

    let atTen: string[];

    it("gives a tenth of 5,000 fixed subjects to a release with 10 percent", async () => {
        atTen = await releasesOf(client, subjects);
        const share = atTen.filter(version => version === "2.0.0").length / subjects;
        assert.ok(Math.abs(share - 0.1) < fourDeviations(subjects), `observed share ${share}`);
    });

    it("changes no subject's release while shares stay, also at another point of presence", async () => {
        const elsewhere = new CellClient(stack.project, eu, "Lisbon");
        const again = await releasesOf(elsewhere, fewer);
        elsewhere.close();
        assert.deepEqual(again, atTen.slice(0, fewer));
    });

    it("moves a tenth more to the newer release when its share doubles, none back, drops no request under load, and changes files only", async () => {
        const before = await pidsOfAll(stack);
        const update = filesOfShares(["eu-eu-central", "eu-eu-west", "us-us-east", "us-us-west"]);
        const hasFailed = ({ outcomes }: { readonly outcomes: readonly Outcome[] }) => failed(outcomes).length > 0;
        const { atTwenty, outcomes } = await undisturbed(stack, { hasFailed }, async isAgain => {
            if (isAgain) {
                await stack.configure(stackConfig());
                await stack.up();
            }
            const load = new Load(300, i => client.ask(inference(i)));
            await stack.configure(stackConfig({ canary: 20 }));
            assert.deepEqual(await updated(stack), { update });
            assert.deepEqual(await pidsOfAll(stack), before);
            const atTwenty = await releasesOf(client, fewer);
            return { atTwenty, outcomes: await load.finish() };
        });

        assert.deepEqual(failed(outcomes), []);
        const moved = atTwenty.filter((version, i) => version === "2.0.0" && atTen[i] === "1.0.0").length / fewer;
        const movedBack = atTwenty.filter((version, i) => version === "1.0.0" && atTen[i] === "2.0.0");
        assert.deepEqual(movedBack, []);
        assert.ok(Math.abs(moved - 0.1) < fourDeviations(fewer), `observed share ${moved}`);
    });

    it("draws requests without a subject by the shares, again each time", async () => {
        const versions = new Set<string | undefined>();
        for (let i = 0; i < 200; i++) {
            versions.add((await client.ask()).version);
        }
        assert.deepEqual([...versions].sort(), ["1.0.0", "2.0.0"]);
    });

    it("answers a request that names a version from that version, whatever the subject", async () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            for (let i = 0; i < 20; i++) {
                const answer = await client.ask({
                    path: `/v2/models/screening/versions/${version}`,
                    headers: { "x-subject": `s${i}` },
                });
                assert.deepEqual([answer.status, answer.version], [200, version]);
            }
        }
    });
});
