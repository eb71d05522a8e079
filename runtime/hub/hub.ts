import { bookAfter, type Raised } from "../../components/watch/alarms/book";
import { Anomalies } from "./anomalies";
import { overdueDrills } from "./drills";
import type { Exports } from "./exports/exports";
import { judgeRegions } from "./judge";
import type { Memory } from "./memory";
import { judgeObjectives } from "./objectives";
import type { Counted } from "../../components/watch/objectives/history";
import { lookedMetric } from "../../components/watch/metrics/alerting";
import { described } from "../../components/watch/metrics/crossing";
import type { Sample } from "../../components/watch/metrics/samples";
import { type Metrics, parseMetrics } from "../../components/watch/metrics/text";
import type { Alarm, DrillSummary, ServiceState } from "../../components/watch/state";
import { type Clocks, machineClocks, type Moment, momentBy } from "../clocks";
import type { Log } from "../log";
import { RenewedAgent } from "../renewed-agent";
import { askPeer, type Peer } from "../watcher/sources";
import type { HubCell, HubFile, HubRegion } from "./hub-file";
import { ownMetrics } from "./own-metrics";
import { parseReport, WatchedRegion } from "./region";

/** The newest are shown. */
const mostDrills = 50;

/** The hub's input in addition to the watchers' reports. */
export interface HubSources {
    /** What is watched, as it is now. */
    plan(): HubFile;
    drills(): readonly DrillSummary[];
    /** What counts beside regions: edges, and the hub itself. */
    beside(): Promise<readonly Sample[]>;
    readonly exports: Exports;
}

/** Collects the reports of the watchers of all regions, and evaluates the state of the service. */
export class Hub {
    private regions = new Map<string, WatchedRegion>();
    private readonly agents = new Map<string, RenewedAgent>();
    private readonly anomalies = new Anomalies();
    private alarms: readonly Alarm[] = [];
    /** By the machine's clock, as times of alarms are. */
    private readonly since: number;
    private lookedAt: Moment;
    private beside: readonly Sample[] = [];
    /** What was known of regions before this process; each is taken up when it is seen. */
    private readonly known: Map<string, Memory["regions"][string]>;

    constructor(
        private readonly sources: HubSources,
        private readonly log: Log,
        memory: Memory | undefined,
        /** Regions are heard, and their histories kept, by the steady one: it is set by nothing. */
        private readonly clocks: Clocks = machineClocks,
    ) {
        this.lookedAt = momentBy(clocks);
        // What a hub whose clock was ahead has written is of no time to come.
        this.since = Math.min(memory?.since ?? Infinity, this.lookedAt.shared);
        this.alarms = memory?.alarms ?? [];
        this.known = new Map(Object.entries(memory?.regions ?? {}));
    }

    /** Asks all watchers at once. */
    async look(): Promise<void> {
        const plan = this.sources.plan();
        const planned = plan.cells.flatMap(cell => cell.regions.map(region => ({ cell, region })));
        this.regions = new Map(planned.map(({ cell, region }) => [keyOf(cell, region), this.watched(cell, region)]));
        const asked = plan.cells.flatMap(cell => {
            const agent = this.agentOf(cell);
            return agent === undefined ? [] : cell.regions.map(region => this.ask(cell, region, agent));
        });
        [this.beside] = await Promise.all([this.sources.beside(), ...asked]);
        this.lookedAt = momentBy(this.clocks);
        const before = this.alarms;
        this.alarms = bookAfter(before, this.judge(plan, this.lookedAt), this.lookedAt.shared);
        this.tell(before);
    }

    private judge(plan: HubFile, now: Moment): Raised[] {
        const regions = [...this.regions.values()];
        return [
            ...judgeRegions(regions, plan, now),
            ...judgeObjectives(regions, plan, now),
            ...(plan.anomalies ? this.anomalies.judge(regions, now) : []),
            ...overdueDrills(plan, this.sources.drills(), this.since, now.shared),
            ...this.sources.exports.failing(now),
        ];
    }

    /** What it could not find out again. */
    get memory(): Memory {
        const setBy = this.setBy;
        const usualOf = (key: string) => Object.fromEntries(this.anomalies.states.get(key) ?? []);
        return {
            version: 1,
            since: this.since,
            alarms: [...this.alarms],
            regions: Object.fromEntries(
                [...this.regions].map(([key, { traffic }]) => [
                    key,
                    {
                        models: Object.fromEntries(
                            [...traffic.ofModels].map(([model, { failed, slow }]) => [
                                model,
                                { failed: moved(failed, setBy), slow: moved(slow, setBy) },
                            ]),
                        ),
                        usual: usualOf(key),
                    },
                ]),
            ),
        };
    }

    /** As of the last round of collection: a hub whose collection has stopped must not look current. */
    get state(): ServiceState {
        const { service, limits, cells, elsewhere, everySeconds } = this.sources.plan();
        const { steady, shared } = this.lookedAt;
        return {
            service,
            time: new Date(shared).toISOString(),
            limits: defined(limits),
            cells: cells.map(({ name, jurisdictions, dataClasses, isProtected }) => ({
                name,
                jurisdictions,
                dataClasses,
                isProtected,
            })),
            regions: [...this.regions.values()].map(region => region.state(steady, everySeconds * 1000, this.setBy)),
            alarms: this.alarms,
            drills: this.sources.drills().slice(0, mostDrills),
            elsewhere: elsewhere.map(({ cloud, regions, url }) => ({ cloud, regions, ...(url && { url }) })),
        };
    }

    /** What some cells have told last, for Prometheus and others that collect; of all cells also what is of none. */
    metrics(cells?: readonly string[]): Metrics {
        const isOf = (cell: string | undefined) => cells === undefined || (cell !== undefined && cells.includes(cell));
        const everyMs = this.sources.plan().everySeconds * 1000;
        const ofRegions = [...this.regions.values()]
            .filter(({ cell }) => isOf(cell))
            .flatMap(region => region.latest(this.lookedAt.steady, everyMs));
        const ofOthers = [...this.beside, ...this.sources.exports.samples].filter(({ labels }) => isOf(labels.cell));
        const ofAlarms = this.alarms
            .filter(({ until, cell }) => until === undefined && isOf(cell))
            .map(({ kind, severity, cell, region = "" }) => ({
                name: "meridian_alarm",
                labels: { kind, severity, cell, region },
                value: 1,
            }));
        // Several of a kind in a region are one series.
        const once = new Map(ofAlarms.map(sample => [JSON.stringify(sample.labels), sample]));
        const looked = { name: lookedMetric, labels: {}, value: this.lookedAt.shared / 1000 };
        return described(
            [...ofRegions, ...ofOthers, ...once.values(), ...(cells === undefined ? [looked] : [])],
            ownMetrics,
        );
    }

    /** Who watches a region, and what to call it with; undefined where there is no such region. */
    watcherOf(cell: string, region: string): { readonly agent: RenewedAgent; readonly watcher: Peer } | undefined {
        const found = this.sources.plan().cells.find(({ name }) => name === cell);
        const watcher = found?.regions.find(one => one.region === region)?.watcher;
        return found && watcher && { agent: this.agentFor(found), watcher };
    }

    private watched(cell: HubCell, plan: HubRegion): WatchedRegion {
        const key = keyOf(cell, plan);
        const region = this.regions.get(key) ?? new WatchedRegion(cell.name, plan, this.heardAt(cell, plan));
        const before = this.known.get(key);
        if (before !== undefined) {
            this.known.delete(key);
            region.traffic.restore(
                Object.fromEntries(
                    Object.entries(before.models).map(([model, { failed, slow }]) => [
                        model,
                        { failed: this.recalled(failed), slow: this.recalled(slow) },
                    ]),
                ),
            );
            this.anomalies.restore(key, before.usual);
        }
        region.plan = plan;
        return region;
    }

    /** A region's watcher may just be starting, unless it was silent already for the hub that ran before. */
    private heardAt({ name }: HubCell, { region }: HubRegion): number {
        const wasSilent = this.alarms.some(
            alarm =>
                alarm.kind === "silent" && alarm.until === undefined && alarm.cell === name && alarm.region === region,
        );
        return wasSilent ? 0 : this.clocks.steady();
    }

    private async ask(cell: HubCell, region: HubRegion, agent: RenewedAgent): Promise<void> {
        const { watcher } = region;
        try {
            const [report, metrics] = await Promise.all([
                askPeer(agent, watcher, "/v1/region"),
                askPeer(agent, watcher, "/metrics"),
            ]);
            if (report.status !== 200 || metrics.status !== 200) return;
            this.regions
                .get(keyOf(cell, region))!
                .hear(
                    parseReport(report.text),
                    parseMetrics(metrics.text).samples,
                    this.clocks.steady(),
                    this.sources.plan().limits.p99Ms,
                );
        } catch {
            // A region without a usable report for long is shown as silent.
        }
    }

    /** By how much the machine's clock was ahead of the steady one at the last look: since it was set, where it was. */
    private get setBy(): number {
        return this.lookedAt.shared - this.lookedAt.steady;
    }

    /** By the steady clock what was kept by the machine's. One that was ahead then has left points of times to come. */
    private recalled(history: readonly Counted[]): Counted[] {
        const ahead = Math.max((history.at(-1)?.time ?? 0) * 1000 - this.lookedAt.shared, 0);
        return moved(history, -this.setBy - ahead);
    }

    /** None for a cell whose certificate can't be read: its regions are silent then, and those of other cells are not. */
    private agentOf(cell: HubCell): RenewedAgent | undefined {
        try {
            return this.agentFor(cell);
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            this.log.error("cell not watched", { cell: cell.name, reason });
            return undefined;
        }
    }

    private agentFor({ name, tls }: HubCell): RenewedAgent {
        const files = { cert: `${tls}/tls.crt`, key: `${tls}/tls.key`, ca: `${tls}/ca.crt` };
        const agent = this.agents.get(name) ?? new RenewedAgent(files, this.log, `cell ${name}`);
        this.agents.set(name, agent);
        return agent;
    }

    /** Alarms are events of the log, too. */
    private tell(before: readonly Alarm[]): void {
        const on = (alarms: readonly Alarm[]) => alarms.filter(({ until }) => until === undefined);
        const [was, is] = [on(before), on(this.alarms)];
        for (const { id, kind, severity, cell, region, message } of is.filter(
            one => !was.some(old => old.id === one.id),
        )) {
            this.log.error("alarm", { id, kind, severity, cell, region, message });
        }
        for (const { id } of was.filter(one => !is.some(now => now.id === one.id))) {
            this.log.info("alarm ended", { id });
        }
    }
}

function moved(history: readonly Counted[], ms: number): Counted[] {
    return history.map(point => ({ ...point, time: point.time + ms / 1000 }));
}

/** Two cells may have the same region. */
function keyOf({ name }: HubCell, { region }: HubRegion): string {
    return `${name} ${region}`;
}

/** Without what is not said: a page tells both alike, and types don't. */
function defined<T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
        [K in keyof T]: Exclude<T[K], undefined>;
    };
}
