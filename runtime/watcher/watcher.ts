import type { Sample } from "../../components/watch/metrics/samples";
import { driftSamples } from "../../components/watch/drift/samples";
import { judgementMs } from "../../components/watch/drift/window";
import { endedFinding } from "../../components/watch/certificates";
import { findingsOf, type ReportedSamples } from "../../components/watch/regions/findings";
import { knownAfter, type KnownLags, lagsOf } from "../../components/watch/regions/lag";
import { lasting, nothingWrong, reasonsOf } from "../../components/watch/regions/hysteresis";
import {
    type RegionRecords,
    trafficFor,
    type Verdict,
    verdictOn,
    verdictWith,
} from "../../components/watch/regions/region-record";
import { type Clocks, machineClocks } from "../clocks";
import type { Log } from "../log";
import type { RenewedAgent } from "../renewed-agent";
import { Replicas } from "./replicas/replicas";
import { DriftWatch } from "./drift";
import type { NearestRecords } from "./nearest-records";
import { OwnRecord } from "./own-record";
import { aggregatesOf, scrape } from "./scrape";
import { StoreObserver } from "./store-metrics";
import type { Gates } from "./gates/gates";
import type { GateVerdict } from "./verdict";
import type { Watch } from "./watch-file";

/** In looks: a watcher that is restarted misses one or two. */
const COUNTS_LOOKS = 6;

/** How long what a region says of itself counts, in milliseconds. */
export function countsMs({ everySeconds }: Watch): number {
    return everySeconds * 1000 * COUNTS_LOOKS;
}

/** How long what it has seen last counts while no look succeeds, in milliseconds: longer than the slowest look of a busy machine. */
const CURRENT_MS = 60_000;

/** What a watcher has seen last. */
export interface Seen {
    /** Whether the gate has all that it needs to answer. */
    readonly isReady: boolean;
    /** Undefined until the cell's store has been read once, where there is one. */
    readonly verdict: Verdict | undefined;
    /** What is wrong, by kind, whether or not it takes the region out of traffic. */
    readonly wrong: Readonly<Record<string, string>>;
    /** What may leave the cell. */
    readonly aggregates: readonly Sample[];
    /** Milliseconds since 1970. */
    readonly at: number;
}

/** Looks at a region time and again: what its processes count, and whether it is to get traffic. */
export class Watcher {
    seen: Seen | undefined;
    private seenAt = 0;
    private wrong = nothingWrong;
    private lags: KnownLags = new Map();
    /** Why the gate does not know the last verdict, where it doesn't. */
    private unsaid: string | undefined;
    private readonly record: OwnRecord;
    private readonly drift: DriftWatch;
    private readonly observer: StoreObserver;
    private readonly replicas: Replicas;

    constructor(
        private readonly where: { readonly cell: string; readonly region: string },
        private readonly watch: () => Watch,
        private readonly agent: RenewedAgent,
        store: NearestRecords | undefined,
        private readonly gates: Gates,
        private readonly gateVerdict: GateVerdict,
        private readonly log: Log,
        private readonly process: () => Promise<readonly Sample[]>,
        private readonly clocks: Clocks = machineClocks,
    ) {
        this.record = new OwnRecord(where.region, store, clocks);
        this.drift = new DriftWatch(log);
        this.observer = new StoreObserver(where.region);
        this.replicas = new Replicas(agent, clocks);
    }

    async look(): Promise<void> {
        const { region } = this.where;
        const watch = this.watch();
        const [gates, others] = await Promise.all([
            this.gates.look(),
            scrape(watch, this.agent, this.observer, this.replicas),
        ]);
        const { isReady } = gates;
        const scraped = [gates.scraped, ...others];
        const reported: ReportedSamples = Object.fromEntries(
            scraped.map(({ instance, samples }) => [instance, samples]),
        );
        const now = this.clocks.steady();
        const judged = this.drift.look(reported, watch, now);
        const recent = judged.filter(({ at }) => now - at < judgementMs).flatMap(({ states }) => states);
        this.lags = knownAfter(this.lags, reported, now);
        const measured = { drift: recent, lags: lagsOf(this.lags, reported, now) };
        const serving = ["gate", ...watch.processes.filter(({ job }) => job !== "comparer").map(one => one.instance)];
        const found = {
            ...findingsOf(reported, watch.releases, watch.withdraw ?? { digest: true }, measured),
            ...endedFinding(reported, serving, this.clocks.shared()),
        };
        this.wrong = lasting(this.wrong, found, now, watch.failbackAfterSeconds * 1000);
        const reasons = reasonsOf(this.wrong);
        await this.record.stand({
            isWell: isReady && !watch.isDrained,
            reasons: watch.withdraw === undefined ? [] : reasons,
            countsMs: countsMs(watch),
            wasServing: this.seen?.verdict?.kind === "serving",
        });
        const { records } = this.record;
        const verdict = records && verdictWith(verdictOn(records, region, this.clocks.shared()), this.wrong);
        const unsaid = verdict && (await this.say(verdict));
        if (unsaid !== undefined && unsaid !== this.unsaid) this.log.error("gate not informed", { reason: unsaid });
        this.unsaid = unsaid;
        const own: Sample[] = [
            ...(await this.process()),
            { name: "meridian_region_ready", labels: {}, value: isReady ? 1 : 0 },
            { name: "meridian_region_serving", labels: {}, value: verdict?.kind === "serving" ? 1 : 0 },
            ...judged.flatMap(({ states }) => driftSamples(states)),
        ];
        const aggregates = aggregatesOf(
            [...scraped, { job: "watcher", instance: "watcher", samples: own, seconds: 0 }],
            { ...this.where },
        );
        const wrong = {
            ...Object.fromEntries([...this.wrong].map(([kind, { reason }]) => [kind, reason])),
            ...(verdict === undefined && {
                unread: "the cell's store has not answered since the watcher started, so there is no verdict",
            }),
            // On a full disk, most often. The findings are shown nevertheless.
            ...(unsaid !== undefined && { unreported: `the gate's verdict can't be written: ${unsaid}` }),
            ...Object.fromEntries(
                scraped.flatMap(({ instance, silent }) =>
                    silent === undefined ? [] : [[`silent ${instance}`, silent]],
                ),
            ),
        };
        this.seen = { isReady, verdict, wrong, aggregates, at: this.clocks.shared() };
        this.seenAt = this.clocks.steady();
    }

    /** What it has seen last: undefined where that is too long ago, so that a hub reports the region as silent, not as what it was. */
    get current(): Seen | undefined {
        return this.clocks.steady() - this.seenAt > CURRENT_MS ? undefined : this.seen;
    }

    /** Why the gate does not know the verdict, where it doesn't. */
    private async say(verdict: Verdict): Promise<string | undefined> {
        try {
            await this.gateVerdict.say(trafficFor(verdict, this.wrong));
            return undefined;
        } catch (error) {
            return error instanceof Error ? error.message : String(error);
        }
    }

    /** See `OwnStanding.change`. Throws `Unavailable`. */
    change(change: (before: RegionRecords) => RegionRecords | undefined): Promise<{ readonly changed: boolean }> {
        return this.record.change(change);
    }

    /** See `DriftWatch.leaveOut`. */
    rehearse(seconds: number): void {
        this.drift.leaveOut(this.clocks.steady() + seconds * 1000);
    }

    /** Repeats until it is stopped. A failed look is logged, and the next one follows. */
    run(): () => void {
        let stopped = false;
        let timer: NodeJS.Timeout | undefined;
        const again = async () => {
            try {
                await this.look();
            } catch (error) {
                this.log.error("look failed", { reason: error instanceof Error ? error.message : String(error) });
            }
            if (!stopped) timer = setTimeout(() => void again(), this.watch().everySeconds * 1000);
        };
        void again();
        return () => {
            stopped = true;
            this.observer.keepOnly([]);
            clearTimeout(timer);
        };
    }
}
