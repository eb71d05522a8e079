import type { Agent } from "node:https";
import { type Clocks, machineClocks } from "../../clocks";
import type { RenewedAgent } from "../../renewed-agent";
import type { Addresses, Resolved } from "./addresses";
import { Limit } from "./limit";

/** One that DNS has no longer is read for as long: it may be draining, and what it counts then is part of the sum. */
const LINGER_MS = 60_000;
/** Connections serve for as long: a handshake takes longer than a look, and shows that new connections, and certificates, are accepted. */
const CONNECTED_MS = 60_000;
const MOST_NAMED = 5;
/**
 * Of all members in the process: each has two seconds to answer from its request on, and a thousand handshakes at once take a processor longer
 * (0.6 s for 200, measured on two shared cores).
 */
const asking = new Limit(64);

/** What one of several processes has answered, or why it has not. */
export interface Read<T> {
    readonly address: string;
    readonly answer: T | Error;
}

/** What a look at all of them has found. */
export interface MembersSeen<T> {
    /** How many DNS has. */
    readonly count: number;
    /** Of those that DNS has and that have answered. */
    readonly answers: readonly T[];
    /** Which of them do not answer, and what DNS has not answered, in words; undefined where all do. */
    readonly silent?: string;
}

/** Processes of one kind that a name in DNS has the addresses of, each read over a connection of its own. */
export class Members<T> {
    /** By address, when DNS had it last. */
    private readonly named = new Map<string, number>();
    private connections: { readonly agent: Agent; readonly of: Agent; readonly since: number } | undefined;

    constructor(
        private readonly host: string,
        private readonly certificate: RenewedAgent,
        private readonly addresses: Pick<Addresses, "now">,
        private readonly ask: (agent: Agent, address: string) => Promise<T>,
        private readonly clocks: Clocks = machineClocks,
    ) {}

    /** Reads all that DNS has, or had until lately. */
    async look(): Promise<MembersSeen<T>> {
        const resolved = await this.addresses.now();
        this.remember(resolved.addresses);
        const agent = this.agent();
        const all = await Promise.all([...this.named.keys()].map(address => this.read(agent, address)));
        const [read, left] = [true, false].map(isNamed =>
            all.filter(({ address }) => resolved.addresses.includes(address) === isNamed),
        ) as [Read<T>[], Read<T>[]];
        // Of one that is gone there is nothing to come.
        for (const { address, answer } of left) if (answer instanceof Error) this.named.delete(address);
        const silent = silentOf(this.host, resolved, read);
        return {
            count: resolved.addresses.length,
            answers: read.flatMap(({ answer }) => (answer instanceof Error ? [] : [answer])),
            ...(silent !== undefined && { silent }),
        };
    }

    private remember(addresses: readonly string[]): void {
        const now = this.clocks.steady();
        for (const address of addresses) this.named.set(address, now);
        for (const [address, at] of this.named) if (now - at > LINGER_MS) this.named.delete(address);
    }

    /** A renewed certificate is used at once. */
    private agent(): Agent {
        const [of, now] = [this.certificate.now, this.clocks.steady()];
        if (this.connections?.of !== of || now - this.connections.since > CONNECTED_MS) {
            this.connections?.agent.destroy();
            this.connections = { agent: this.certificate.once(), of, since: now };
        }
        return this.connections.agent;
    }

    /** A connection that the other side has just ended, as one that restarts does, is no answer. */
    private async read(agent: Agent, address: string): Promise<Read<T>> {
        const ask = () => asking.run(() => this.ask(agent, address)).catch((error: unknown) => error as Error);
        const answer = await ask();
        return { address, answer: answer instanceof Error && wasCut(answer) ? await ask() : answer };
    }

    close(): void {
        this.connections?.agent.destroy();
        this.connections = undefined;
    }
}

function wasCut({ code = "" }: NodeJS.ErrnoException): boolean {
    return ["ECONNRESET", "EPIPE"].includes(code);
}

function silentOf(host: string, { addresses, failed }: Resolved, read: readonly Read<unknown>[]): string | undefined {
    const silent = read.flatMap(({ address, answer }) =>
        answer instanceof Error ? [`${address} (${(answer as NodeJS.ErrnoException).code ?? answer.message})`] : [],
    );
    const shown = [...silent.slice(0, MOST_NAMED), ...(silent.length > MOST_NAMED ? ["and others"] : [])];
    const parts = [
        ...(failed === undefined ? [] : [`DNS does not answer for ${host} (${failed}), so the addresses before count`]),
        ...(addresses.length > 0 || failed !== undefined ? [] : [`DNS has no address for ${host}`]),
        ...(silent.length === 0 ? [] : [`${silent.length} of ${addresses.length} do not answer: ${shown.join(", ")}`]),
    ];
    return parts.length === 0 ? undefined : parts.join("; ");
}
