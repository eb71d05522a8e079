import assert from "node:assert/strict";

import type { AwsLandingZone } from "../../../../components/adapters/aws/landing-zone";
import { watchOnAws } from "../../../../components/adapters/aws/observability-hub";
import { planConfig } from "../../../../components/plan/plan";
import { faultsOf } from "../../plan/faults-of";
import { screening } from "../../plan/screening";
import { type Made, madeOf } from "./made";

const auditLock = { mode: "compliance", days: 60 } as const;

/** The buckets of trails, with what is said of them. */
async function audited(aws?: object) {
    const made = await madeOf({ observability: { audit: true }, ...(aws && { aws }) });
    const of = (kind: string): Made[] =>
        made.filter(one => one.kind === kind && one.name.endsWith("-audit")).sort((a, b) => (a.name < b.name ? -1 : 1));
    return of;
}

describe("files of trails on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(120_000);

    it("are not locked by default", async () => {
        const of = await audited();
        assert.equal(of("Bucket").length, 2);
        assert.deepEqual(of("BucketObjectLockConfiguration"), []);
    });

    it("are locked in each region as configured, once its bucket has versions and before a trail writes to it", async () => {
        const of = await audited({ auditLock });
        const locks = of("BucketObjectLockConfiguration");
        assert.deepEqual(
            locks.map(({ inputs }) => [inputs.region, inputs.bucket, inputs.rule]),
            of("Bucket").map(({ inputs, outputs }) => [
                inputs.region,
                outputs.bucket,
                { defaultRetention: { mode: "COMPLIANCE", days: 60 } },
            ]),
        );
        for (const { name, options } of locks) {
            assert.ok(options.after.includes(`BucketVersioning ${name}`), name);
            const policy = of("BucketPolicy").find(policy => policy.name === name)!;
            assert.ok(policy.options.after.includes(`BucketObjectLockConfiguration ${name}`), name);
        }
    });

    it("are locked in buckets that exist without a change of these, which would replace them", async () => {
        const [open, locked] = [await audited(), await audited({ auditLock })];
        assert.deepEqual(
            locked("Bucket").map(({ inputs }) => inputs),
            open("Bucket").map(({ inputs }) => inputs),
        );
    });

    it("are not locked by a hub that deletes them, before anything is made", () => {
        const { watch } = planConfig(screening()).plan;
        const cell = { name: Object.keys(watch.logs.retainDays)[0]! };
        const home = { cell, settings: { auditLock, ephemeral: true } } as unknown as AwsLandingZone;
        const links = { others: [], fronts: [], routed: [], stores: [], elsewhere: [] };
        const found = faultsOf(() =>
            watchOnAws("hub", { ...watch, audit: true }, home, links, {
                parent: undefined as never,
            }),
        );
        assert.deepEqual(
            found.map(({ code, path }) => [code, path]),
            [["aws/audit-lock", "aws.auditLock"]],
        );
    });
});
