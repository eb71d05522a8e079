import type { Agent } from "node:https";
import type { TLSSocket } from "node:tls";
import { certificateMetric } from "../../../components/watch/certificates";
import { isCounter } from "../../../components/watch/metrics/crossing";
import type { Sample } from "../../../components/watch/metrics/samples";
import { askOnce, metricsOf, type Peer } from "../sources";
import { readyPath, statistics } from "./gates";

/** Where a region's gates are watched: their name in DNS, the port, and the name in their certificates. */
export type GatesAddress = Peer;

/** What one of several gates has answered. */
export interface GateAnswer {
    readonly isReady: boolean;
    readonly counters: readonly Sample[];
    readonly uptimeMs: number | undefined;
    /** Bytes. */
    readonly memory: number | undefined;
    /** In milliseconds since 1970. */
    readonly certificateEnds: number;
}

/** Reads one gate. Rejects where it does not answer, or not to new connections. */
export async function answeredBy(agent: Agent, gate: Peer): Promise<GateAnswer> {
    let certificateEnds = NaN;
    const ready = await askOnce(agent, gate, readyPath, socket => {
        certificateEnds = endOf(socket);
    });
    const samples = await metricsOf(askOnce(agent, gate, statistics));
    const valueOf = (wanted: string) => samples.find(({ name }) => name === wanted)?.value;
    const uptime = valueOf("envoy_server_uptime");
    return {
        isReady: ready.status === 200,
        counters: samples.filter(({ name }) => isCounter(name)),
        uptimeMs: uptime === undefined ? undefined : uptime * 1000,
        memory: valueOf("envoy_server_memory_allocated"),
        certificateEnds,
    };
}

/** By connection: to read a certificate takes a millisecond, and it stays the same. */
const ends = new WeakMap<TLSSocket, number>();

function endOf(socket: TLSSocket): number {
    // Not `getPeerX509Certificate`, which Node.js 20 answers once for a connection, and this one then neither.
    const end = ends.get(socket) ?? Date.parse(socket.getPeerCertificate().valid_to);
    ends.set(socket, end);
    return end;
}

/** What is no sum: of the youngest gate its age, of the largest its memory, and of certificates the first end. */
export function samplesOf(answers: readonly GateAnswer[], count: number): Sample[] {
    const uptimes = answers.flatMap(({ uptimeMs }) => uptimeMs ?? []);
    const gauges: Readonly<Record<string, number>> = {
        meridian_gates: count,
        meridian_gates_answering: answers.length,
        envoy_server_uptime: Math.min(...uptimes) / 1000,
        envoy_server_memory_allocated: Math.max(...answers.flatMap(({ memory }) => memory ?? [])),
        [certificateMetric]: Math.min(...answers.map(({ certificateEnds }) => certificateEnds)) / 1000,
    };
    return Object.entries(gauges)
        .filter(([, value]) => Number.isFinite(value))
        .map(([name, value]) => ({ name, labels: {}, value }));
}
