import assert from "node:assert/strict";

import {
    heldBy,
    isFollowed,
    newLease,
    type Observation,
    observed,
    released,
    type Step,
    stepAfter,
} from "../../../runtime/certifier/kubernetes/lease";
import type { Lease } from "../../../runtime/certifier/kubernetes/objects";

const place = { name: "certifier", namespace: "screening-eu" };
/** The clock of the holder, a day ahead of the observer's. */
const shared = new Date("2026-12-01T10:00:00.250Z");
const lease = newLease(place, "a", shared);
const at = (changedAt: number, found: Lease = lease): Observation => ({ lease: found, changedAt });

describe("a lease", () => {
    it("is created where there is none", () => {
        assert.equal(stepAfter(undefined, "a", 0), "create" satisfies Step);
        assert.deepEqual(lease.spec, {
            holderIdentity: "a",
            leaseDurationSeconds: 15,
            acquireTime: "2026-12-01T10:00:00.250000Z",
            renewTime: "2026-12-01T10:00:00.250000Z",
            leaseTransitions: 0,
        });
    });

    it("is renewed by its holder at any time, also after a restart of the holder", () => {
        for (const now of [0, 14_999, 1_000_000]) assert.equal(stepAfter(at(0), "a", now), "renew" satisfies Step);
        const next = heldBy("a", lease, new Date("2026-12-01T10:00:02Z"));
        assert.deepEqual(next, { ...lease, spec: { ...lease.spec, renewTime: "2026-12-01T10:00:02.000000Z" } });
    });

    it("is taken by another replica once it has not been seen to change for its duration, whatever its times are", () => {
        assert.equal(stepAfter(at(1_000), "b", 15_999), "follow" satisfies Step);
        assert.equal(stepAfter(at(1_000), "b", 16_000), "take" satisfies Step);
        const { spec } = heldBy("b", lease, new Date("2026-12-01T11:00:00Z"));
        const now = "2026-12-01T11:00:00.000000Z";
        assert.deepEqual(
            [spec.holderIdentity, spec.acquireTime, spec.renewTime, spec.leaseTransitions],
            ["b", now, now, 1],
        );
    });

    it("expires by the duration that it states itself", () => {
        const short = { ...lease, spec: { ...lease.spec, leaseDurationSeconds: 3 } };
        assert.equal(stepAfter(at(0, short), "b", 2_999), "follow" satisfies Step);
        assert.equal(stepAfter(at(0, short), "b", 3_000), "take" satisfies Step);
    });

    it("is taken at once after a release", () => {
        const free = released(heldBy("a", lease, shared), shared);
        assert.equal(stepAfter(at(0, free), "b", 0), "take" satisfies Step);
        assert.ok(!isFollowed(at(0, free), "b", 0));
    });

    it("is followed by others while it changes, and not by its holder", () => {
        assert.ok(isFollowed(at(0), "b", 14_999));
        assert.ok(!isFollowed(at(0), "b", 15_000));
        assert.ok(!isFollowed(at(0), "a", 0));
    });

    it("changes by what its holder writes, not by labels that others set", () => {
        const first = observed(undefined, lease, 100);
        assert.deepEqual(first, { lease, changedAt: 100 });
        const labelled = { ...lease, metadata: { ...lease.metadata, labels: { team: "risk" }, resourceVersion: "2" } };
        assert.deepEqual(observed(first, labelled, 200), { lease: labelled, changedAt: 100 });
        const renewed = heldBy("a", lease, new Date("2026-12-01T10:00:02Z"));
        assert.deepEqual(observed(first, renewed, 300), { lease: renewed, changedAt: 300 });
    });
});
