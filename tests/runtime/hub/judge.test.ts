import assert from "node:assert/strict";

import { judgeRegions } from "../../../runtime/hub/judge";
import type { WatchedRegion } from "../../../runtime/hub/region";
import { disabledMetric } from "../../../runtime/watcher/store-metrics";
import { copiedMetric, overdueMetric } from "../../../components/watch/copies";
import { certificateMetric, renewalByUpdates } from "../../../components/watch/certificates";
import type { Sample } from "../../../components/watch/metrics/samples";
import type { DriftState, RegionState } from "../../../components/watch/state";

const now = Date.parse("2026-11-28T00:00:00Z");
const region = "local:eu-west";

/** A region that serves, as a hub has heard of it. */
function heard({
    samples = [],
    drift = [],
    cell = "eu",
}: {
    readonly samples?: readonly Sample[];
    readonly drift?: readonly DriftState[];
    readonly cell?: string;
}) {
    const state: Partial<RegionState> = { cell, region, status: "serving", reasons: [], releases: [], drift };
    const watched = { wrong: {}, isSilent: () => false, latest: () => samples, state: () => state };
    return watched as unknown as WatchedRegion;
}
const alarmsOf = (one: Parameters<typeof heard>[0], renewal = renewalByUpdates) =>
    judgeRegions([heard(one)], { everySeconds: 2, renewal } as Parameters<typeof judgeRegions>[1], {
        steady: 0,
        shared: now,
    }).map(({ id, severity, message, parts }) => [id, severity, message, parts?.length]);

describe("what a hub raises of a region", () => {
    it("is nothing of one that serves", () => {
        assert.deepEqual(alarmsOf({}), []);
    });

    it("is a certificate that no update has renewed, with what renews it", () => {
        const value = now / 1000 + 2.25 * 86_400;
        const samples = [{ name: certificateMetric, labels: { instance: "tables" }, value }];
        assert.deepEqual(alarmsOf({ samples }), [
            [
                "certificate eu local:eu-west",
                "page",
                "in local:eu-west the certificate of tables expires in 2.3 days; an update (`pulumi up`) renews it",
                undefined,
            ],
        ]);
    });

    it("is a certificate of a day that was not renewed at half of it, where something else than updates renews", () => {
        const samples = (hours: number) => [
            { name: certificateMetric, labels: { instance: "gate" }, value: now / 1000 + hours * 3600 },
        ];
        const renewal = { ticket: 0.4, page: 0.2, remedy: "look at what renews it" };
        assert.deepEqual(alarmsOf({ samples: samples(11.5) }, renewal), []);
        for (const [hours, severity] of [
            [8.5, "ticket"],
            [3.5, "page"],
        ] as const)
            assert.deepEqual(alarmsOf({ samples: samples(hours) }, renewal), [
                [
                    "certificate eu local:eu-west",
                    severity,
                    `in local:eu-west the certificate of gate expires in ${hours} hours; look at what renews it`,
                    undefined,
                ],
            ]);
    });

    it("is a server of the store that stores nothing since its disk was full, and no other", () => {
        const of = (instance: string, value: number) => ({ name: disabledMetric, labels: { instance }, value });
        const alarms = alarmsOf({ samples: [of("store", 1), of("store-eu-north", 0)] });
        assert.deepEqual(
            alarms.map(([id, severity]) => [id, severity]),
            [["store eu local:eu-west store", "page"]],
        );
        assert.match(
            String(alarms[0]![2]),
            /stores nothing, because its disk was full; free some space, then an update/,
        );
    });

    it("is copies of a cell's tables that are too old, once for all of its regions", () => {
        const hoursAgo = (hours: number, value: number) => [
            { name: copiedMetric, labels: { of: "tables" }, value: now / 1000 - hours * 3600 },
            { name: overdueMetric, labels: { of: "tables" }, value },
        ];
        const both = [heard({ samples: hoursAgo(13.5, 1) }), heard({ samples: hoursAgo(13.5, 1) })];
        const plan = { everySeconds: 2, renewal: renewalByUpdates } as Parameters<typeof judgeRegions>[1];
        assert.deepEqual(judgeRegions(both, plan, { steady: 0, shared: now }), [
            {
                ...{ id: "copies eu", kind: "copies", severity: "ticket", cell: "eu" },
                message:
                    "the latest whole copy of the tables of cell eu is 13 hours old; check why the Jobs of CronJob backup fail in its backup location",
            },
        ]);
        assert.deepEqual(alarmsOf({ samples: hoursAgo(7, 0) }), []);
        const cells = ["eu", "us", "jp"].map((cell, i) => heard({ cell, samples: hoursAgo(13.5, i === 2 ? 0 : 1) }));
        const raised = judgeRegions([...cells, ...both], plan, { steady: 0, shared: now });
        assert.deepEqual(
            raised.map(({ id }) => id),
            ["copies eu", "copies us"],
        );
    });

    it("is one alarm for a release, with each feature in it", () => {
        const drift = ["age", "bmi", "pulse"].map((name, i): DriftState => {
            const release = { model: "screening", version: "1.0.0", of: "feature", name } as const;
            return { ...release, count: 1000, psi: i * 0.3, hasMoved: i > 0 };
        });
        assert.deepEqual(alarmsOf({ drift }), [
            [
                "drift eu local:eu-west screening 1.0.0",
                "ticket",
                "in local:eu-west 2 of 3 features and scores of screening 1.0.0 have moved, furthest feature pulse: PSI 0.60 over 1000 values",
                2,
            ],
        ]);
    });
});
