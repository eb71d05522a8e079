import type { Agent } from "node:https";
import { mergedGauges } from "../../../components/watch/metrics/merged";
import type { Sample } from "../../../components/watch/metrics/samples";
import { type Metrics, parseMetrics } from "../../../components/watch/metrics/text";
import { Totals } from "../../../components/watch/metrics/totals";
import { type Clocks, machineClocks } from "../../clocks";
import type { RenewedAgent } from "../../renewed-agent";
import type { Scraped } from "../scraped";
import { askOnce } from "../sources";
import type { WatchedProcess } from "../watch-file";
import { Addresses } from "./addresses";
import { Members } from "./members";

/** Processes of a region of which several run behind one name, as pods of a Deployment do: those of each name count as one process. */
export class Replicas {
    private readonly known = new Map<string, ReplicatedProcess>();

    constructor(
        private readonly agent: RenewedAgent,
        private readonly clocks: Clocks = machineClocks,
        private readonly addressesOf: (name: string) => Pick<Addresses, "now"> = name => new Addresses(name),
    ) {}

    look(process: WatchedProcess): Promise<Scraped> {
        const key = keyOf(process);
        const found =
            this.known.get(key) ??
            new ReplicatedProcess(process, this.agent, this.addressesOf(process.host), this.clocks);
        this.known.set(key, found);
        return found.look();
    }

    /** Forgets what others than these have counted. */
    keepOnly(processes: readonly WatchedProcess[]): void {
        const kept = new Set(processes.map(keyOf));
        for (const [key, one] of this.known) {
            if (kept.has(key)) continue;
            one.close();
            this.known.delete(key);
        }
    }
}

const keyOf = (process: WatchedProcess) => JSON.stringify(process);

class ReplicatedProcess {
    private readonly totals: Totals;
    private readonly members: Members<readonly Sample[]>;

    constructor(
        private readonly process: WatchedProcess,
        agent: RenewedAgent,
        addresses: Pick<Addresses, "now">,
        private readonly clocks: Clocks,
    ) {
        this.totals = new Totals(clocks.steady());
        const read = (agent: Agent, address: string) => this.read(agent, address);
        this.members = new Members(process.host, agent, addresses, read, clocks);
    }

    async look(): Promise<Scraped> {
        const begun = performance.now();
        const { answers, silent } = await this.members.look();
        const { job, instance } = this.process;
        return {
            ...{ job, instance, seconds: (performance.now() - begun) / 1000 },
            samples: answers.length === 0 ? undefined : [...this.totals.samples(), ...mergedGauges(answers)],
            ...(silent !== undefined && { silent }),
        };
    }

    close(): void {
        this.members.close();
    }

    /**
     * Adds its counters to the sums; the rest is what it is now. When it started it says by its own machine's clock, so that one is known
     * to have restarted by its counts alone.
     */
    private async read(agent: Agent, address: string): Promise<readonly Sample[]> {
        const { status, text } = await askOnce(agent, { ...this.process, host: address }, "/metrics");
        if (status !== 200) throw new Error(`status ${status}`);
        const metrics = parseMetrics(text);
        const isCounted = (sample: Sample) => isCounter(sample, metrics);
        const counters = metrics.samples.filter(isCounted);
        this.totals.add(address, counters, { uptimeMs: undefined, now: this.clocks.steady() });
        return metrics.samples.filter(sample => !isCounted(sample));
    }
}

/** Parts of histograms are counters, too. */
function isCounter({ name }: Sample, { types }: Metrics): boolean {
    return types.get(name) === "counter" || types.get(name.replace(/_(bucket|sum|count)$/, "")) === "histogram";
}
