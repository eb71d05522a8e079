import { certifierLeaseSeconds } from "../../../components/plan/serving/certifier";
import type { Lease } from "./objects";

/** A lease as a replica saw it change last. */
export interface Observation {
    readonly lease: Lease;
    /**
     * When the replica saw the last change, by its own steady clock, in milliseconds. The times in the lease are of the holder's clock, which
     * may be another than this one (as in k8s.io/client-go/tools/leaderelection).
     */
    readonly changedAt: number;
}

/** Only what the holder writes counts as a change: other clients may set labels. */
export function observed(before: Observation | undefined, lease: Lease, now: number): Observation {
    const isSame = before !== undefined && JSON.stringify(before.lease.spec) === JSON.stringify(lease.spec);
    return { lease, changedAt: isSame ? before.changedAt : now };
}

/** What a replica does next about the lease. */
export type Step =
    /** There is no lease. */
    | "create"
    /** It holds the lease. */
    | "renew"
    /** The holder has released the lease, or has not renewed it in time. */
    | "take"
    /** Another one holds it. */
    | "follow";

export function stepAfter(observation: Observation | undefined, identity: string, now: number): Step {
    if (observation === undefined) return "create";
    if (observation.lease.spec.holderIdentity === identity) return "renew";
    return isFollowed(observation, identity, now) ? "follow" : "take";
}

/** Whether another replica holds the lease, and renews it. */
export function isFollowed({ lease: { spec }, changedAt }: Observation, identity: string, now: number): boolean {
    const { holderIdentity = "", leaseDurationSeconds = certifierLeaseSeconds } = spec;
    return holderIdentity !== "" && holderIdentity !== identity && now - changedAt < leaseDurationSeconds * 1000;
}

/** A lease that this replica creates. */
export function newLease(
    place: { readonly name: string; readonly namespace: string },
    identity: string,
    at: Date,
): Lease {
    const now = microTime(at);
    return {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: place,
        spec: {
            holderIdentity: identity,
            leaseDurationSeconds: certifierLeaseSeconds,
            acquireTime: now,
            renewTime: now,
            leaseTransitions: 0,
        },
    };
}

/** The lease once this replica has renewed or taken it. */
export function heldBy(identity: string, lease: Lease, at: Date): Lease {
    const { spec } = lease;
    const now = microTime(at);
    const isOwn = spec.holderIdentity === identity;
    return {
        ...lease,
        spec: {
            ...spec,
            holderIdentity: identity,
            leaseDurationSeconds: certifierLeaseSeconds,
            acquireTime: isOwn ? (spec.acquireTime ?? now) : now,
            renewTime: now,
            leaseTransitions: (spec.leaseTransitions ?? 0) + (isOwn ? 0 : 1),
        },
    };
}

/** The lease without a holder: any replica takes it at once. */
export function released(lease: Lease, at: Date): Lease {
    return { ...lease, spec: { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1, renewTime: microTime(at) } };
}

/** A MicroTime, which has exactly six digits of a second. */
const microTime = (at: Date) => at.toISOString().replace("Z", "000Z");
