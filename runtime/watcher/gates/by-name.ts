import { Totals } from "../../../components/watch/metrics/totals";
import { type Clocks, machineClocks } from "../../clocks";
import type { RenewedAgent } from "../../renewed-agent";
import type { Addresses, Resolved } from "./addresses";
import { answeredBy, type GateAnswer, type GatesAddress, samplesOf } from "./answer";
import type { Gates, GatesSeen } from "./gates";

/** A gate that DNS has no longer is read for as long: it may be draining, and what it counts then is part of the region's traffic. */
const LINGER_MS = 60_000;
const MOST_NAMED = 5;

interface Read {
    readonly address: string;
    readonly answer: GateAnswer | Error;
}

/**
 * The gates that a name in DNS has the addresses of, read over mutual TLS. They count as one gate: counters are sums that survive a gate's
 * end (`Totals`), and the region is ready as long as one gate is.
 */
export class GatesByName implements Gates {
    private readonly totals: Totals;
    /** By address, when DNS had it last. */
    private readonly named = new Map<string, number>();

    constructor(
        private readonly at: GatesAddress,
        private readonly agent: RenewedAgent,
        private readonly addresses: Pick<Addresses, "now">,
        private readonly clocks: Clocks = machineClocks,
    ) {
        this.totals = new Totals(clocks.steady());
    }

    async look(): Promise<GatesSeen> {
        const begun = performance.now();
        const resolved = await this.addresses.now();
        const read = await this.read(resolved.addresses);
        const isNamed = ({ address }: Read) => resolved.addresses.includes(address);
        const answers = read.filter(isNamed).flatMap(({ answer }) => (answer instanceof Error ? [] : [answer]));
        const samples = answers.length === 0 ? undefined : [...this.totals.samples(), ...samplesOf(answers, resolved)];
        const silent = silentOf(this.at, resolved, read.filter(isNamed));
        return {
            scraped: { job: "gate", instance: "gate", samples, seconds: (performance.now() - begun) / 1000 },
            isReady: answers.some(({ isReady }) => isReady),
            ...(silent !== undefined && { silent }),
        };
    }

    /** Reads all gates at once that DNS has, or had until lately. */
    private async read(addresses: readonly string[]): Promise<readonly Read[]> {
        const now = this.clocks.steady();
        for (const address of addresses) this.named.set(address, now);
        for (const [address, at] of this.named) if (now - at > LINGER_MS) this.named.delete(address);
        const agent = this.agent.once();
        try {
            const read = await Promise.all([...this.named.keys()].map(address => this.readOne(agent, address)));
            for (const { address, answer } of read) {
                // Of a gate that is gone there is nothing to come.
                if (answer instanceof Error && !addresses.includes(address)) this.named.delete(address);
            }
            return read;
        } finally {
            agent.destroy();
        }
    }

    private async readOne(agent: ReturnType<RenewedAgent["once"]>, address: string): Promise<Read> {
        try {
            const answer = await answeredBy(agent, { ...this.at, host: address }, this.clocks.shared());
            const { counters, uptimeMs } = answer;
            this.totals.add(address, counters, { uptimeMs, now: this.clocks.steady() });
            return { address, answer };
        } catch (error) {
            return { address, answer: error as Error };
        }
    }
}

/** Which gates do not answer, and what DNS has not answered; undefined where all do. */
function silentOf({ host }: GatesAddress, { addresses, failed }: Resolved, read: readonly Read[]): string | undefined {
    const silent = read.flatMap(({ address, answer }) =>
        answer instanceof Error ? [`${address} (${(answer as NodeJS.ErrnoException).code ?? answer.message})`] : [],
    );
    const shown = [...silent.slice(0, MOST_NAMED), ...(silent.length > MOST_NAMED ? ["and others"] : [])];
    const parts = [
        ...(failed === undefined ? [] : [`DNS does not answer for ${host} (${failed}), so the addresses before count`]),
        ...(addresses.length > 0 || failed !== undefined ? [] : [`DNS has no address for ${host}`]),
        ...(silent.length === 0
            ? []
            : [`${silent.length} of ${addresses.length} gates do not answer: ${shown.join(", ")}`]),
    ];
    return parts.length === 0 ? undefined : parts.join("; ");
}
