import { type Clocks, machineClocks } from "../clocks";
import type { Log } from "../log";
import { heldBy, isFollowed, newLease, type Observation, observed, released, stepAfter } from "./kubernetes/lease";
import { ApiError, type Lease, type Objects } from "./kubernetes/objects";
import { Repeated } from "./repeated";
import { failureOf, type Reports } from "./reports";

const EVERY_MS = 2_000;
/**
 * From the request that renewed the lease last. Others take it after 15 s (`certifierLeaseSeconds`) at the earliest: what the holder has begun
 * by then has five seconds to end, which is the limit of a request.
 */
const HOLDS_MS = 10_000;

export interface LeasePlace {
    readonly name: string;
    readonly namespace: string;
    /** Of this replica. */
    readonly identity: string;
}

/** Which of several replicas works: the holder of a lease. */
export class Leadership {
    private observation: Observation | undefined;
    private heldUntil = -Infinity;
    private wasHolder = false;
    private steps: Repeated | undefined;

    constructor(
        private readonly leases: Objects<Lease>,
        private readonly place: LeasePlace,
        private readonly reports: Reports,
        private readonly log: Log,
        private readonly clocks: Clocks = machineClocks,
    ) {}

    get isHolder(): boolean {
        return this.clocks.steady() < this.heldUntil;
    }

    /** Whether another replica works. */
    get isFollower(): boolean {
        const { observation, place, clocks } = this;
        return !this.isHolder && observation !== undefined && isFollowed(observation, place.identity, clocks.steady());
    }

    /** Creates, renews or takes the lease, or sees that another replica holds it. */
    async step(): Promise<void> {
        const begun = this.clocks.steady();
        try {
            const lease = await this.leases.get(this.place.name);
            const now = this.clocks.steady();
            this.observation = lease && observed(this.observation, lease, now);
            const written = await this.written(now);
            if (written !== undefined) {
                this.observation = observed(this.observation, written, this.clocks.steady());
                this.heldUntil = begun + HOLDS_MS;
            } else {
                this.heldUntil = -Infinity;
            }
            this.reports.succeeded("lease", "lease requests succeed again", this.place.name);
        } catch (error) {
            // The other replica was faster, which the next step sees.
            if (!(error instanceof ApiError && error.isConflict)) {
                this.reports.failed("lease", "lease request failed", { ...failureOf(error), name: this.place.name });
            }
        }
        this.logChange();
    }

    /** Steps again and again, and calls `acquired` whenever this replica becomes the holder. */
    run(acquired: () => void): void {
        this.steps = new Repeated(async () => {
            const wasHolder = this.isHolder;
            await this.step();
            if (this.isHolder && !wasHolder) acquired();
            return EVERY_MS;
        });
        this.steps.now();
    }

    /** Ends the steps, and lets another replica take the lease at once. One that can't be released is taken when it expires. */
    async release(): Promise<void> {
        await this.steps?.stop();
        const { isHolder, observation } = this;
        this.heldUntil = -Infinity;
        if (!isHolder || observation === undefined) return;
        try {
            await this.leases.update(released(observation.lease, this.now()));
            this.observation = undefined;
            this.log.info("lease released");
        } catch (error) {
            this.reports.failed("lease", "lease not released", { ...failureOf(error), name: this.place.name });
        }
    }

    /** The lease that this replica holds now; undefined where it follows another. */
    private async written(now: number): Promise<Lease | undefined> {
        const { observation, place } = this;
        const { identity, name, namespace } = place;
        const step = stepAfter(observation, identity, now);
        if (step === "follow") return undefined;
        return observation === undefined
            ? this.leases.create(newLease({ name, namespace }, identity, this.now()))
            : this.leases.update(heldBy(identity, observation.lease, this.now()));
    }

    private logChange(): void {
        const { isHolder } = this;
        if (isHolder !== this.wasHolder) this.log.info(isHolder ? "lease acquired" : "lease lost");
        this.wasHolder = isHolder;
    }

    private readonly now = () => new Date(this.clocks.shared());
}
