import type { Agent } from "node:https";
import { Totals } from "../../../components/watch/metrics/totals";
import { type Clocks, machineClocks } from "../../clocks";
import type { RenewedAgent } from "../../renewed-agent";
import type { Addresses } from "../replicas/addresses";
import { Members } from "../replicas/members";
import { answeredBy, type GateAnswer, type GatesAddress, samplesOf } from "./answer";
import type { Gates, GatesSeen } from "./gates";

/**
 * The gates that a name in DNS has the addresses of, read over mutual TLS. They count as one gate: counters are sums that survive a gate's
 * end (`Totals`), and the region is ready as long as one gate is.
 */
export class GatesByName implements Gates {
    private readonly totals: Totals;
    private readonly members: Members<GateAnswer>;

    constructor(
        private readonly at: GatesAddress,
        agent: RenewedAgent,
        addresses: Pick<Addresses, "now">,
        private readonly clocks: Clocks = machineClocks,
    ) {
        this.totals = new Totals(clocks.steady());
        this.members = new Members(at.host, agent, addresses, (agent, address) => this.read(agent, address), clocks);
    }

    async look(): Promise<GatesSeen> {
        const begun = performance.now();
        const { count, answers, silent } = await this.members.look();
        const samples = answers.length === 0 ? undefined : [...this.totals.samples(), ...samplesOf(answers, count)];
        const seconds = (performance.now() - begun) / 1000;
        return {
            scraped: { job: "gate", instance: "gate", samples, seconds, ...(silent !== undefined && { silent }) },
            isReady: answers.some(({ isReady }) => isReady),
        };
    }

    private async read(agent: Agent, address: string): Promise<GateAnswer> {
        const answer = await answeredBy(agent, { ...this.at, host: address });
        const { counters, uptimeMs } = answer;
        this.totals.add(address, counters, { uptimeMs, now: this.clocks.steady() });
        return answer;
    }
}
