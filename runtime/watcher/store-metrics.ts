import type { NatsConnection } from "@nats-io/transport-node";

import { certificateMetric } from "../../components/watch/certificates";
import type { Sample } from "../../components/watch/metrics/samples";
import { openStore } from "../store/connection";
import { inboxOf } from "../store/subjects";
import type { Watch } from "./watch-file";

/** The metrics of the engine, and their names in its own exporter (https://github.com/nats-io/prometheus-nats-exporter). */
const varz = {
    connections: "gnatsd_varz_connections",
    routes: "gnatsd_varz_routes",
    in_msgs: "gnatsd_varz_in_msgs",
    out_msgs: "gnatsd_varz_out_msgs",
    in_bytes: "gnatsd_varz_in_bytes",
    out_bytes: "gnatsd_varz_out_bytes",
    mem: "gnatsd_varz_mem",
    cpu: "gnatsd_varz_cpu",
    slow_consumers: "gnatsd_varz_slow_consumers",
} as const;
const jsz = {
    streams: "jetstream_server_total_streams",
    messages: "jetstream_server_total_messages",
    bytes: "jetstream_server_total_message_bytes",
} as const;

/** After a write that found no room a server stores nothing any more, until it is started again. */
export const disabledMetric = "jetstream_server_jetstream_disabled";

const TIMEOUT_MS = 2_000;

type StoreServer = Watch["stores"][number];

/**
 * Asks servers of the store how they are. Keeps a connection to each: a handshake at each look would be a third of what a watcher and
 * an idle server of the store cost.
 */
export class StoreObserver {
    private readonly connections = new Map<string, Promise<NatsConnection>>();

    constructor(private readonly region: string) {}

    /** Rejects where the server doesn't say; the next call connects again. */
    async metricsOf(address: StoreServer): Promise<Sample[]> {
        try {
            const nats = await this.connectionTo(address);
            const ask = async (what: "VARZ" | "JSZ") => {
                const subject = `$SYS.REQ.SERVER.${nats.info?.server_id ?? ""}.${what}`;
                const answer = await nats.request(subject, "", { timeout: TIMEOUT_MS });
                return answer.json<{ readonly data?: Readonly<Record<string, unknown>> }>().data ?? {};
            };
            const server = await ask("VARZ");
            const ends = Date.parse(String(server.tls_cert_not_after)) / 1000;
            const stored = await ask("JSZ");
            return [
                ...samplesOf(server, varz),
                ...samplesOf(stored, jsz),
                { name: disabledMetric, labels: {}, value: stored.disabled === true ? 1 : 0 },
                ...(Number.isFinite(ends) ? [{ name: certificateMetric, labels: {}, value: ends }] : []),
            ];
        } catch (error) {
            this.end(keyOf(address));
            throw error;
        }
    }

    /** Ends connections to other servers than these. */
    keepOnly(servers: readonly StoreServer[]): void {
        const kept = new Set(servers.map(keyOf));
        for (const key of this.connections.keys()) if (!kept.has(key)) this.end(key);
    }

    private connectionTo(server: StoreServer): Promise<NatsConnection> {
        const key = keyOf(server);
        const open = this.connections.get(key) ?? this.open(key, server);
        this.connections.set(key, open);
        return open;
    }

    private async open(key: string, { observer, instance: _, ...server }: StoreServer): Promise<NatsConnection> {
        const file = (name: string) => `${observer}/${name}`;
        const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
        const { nats } = await openStore({ ...server, tls, inbox: inboxOf("observer", this.region) });
        void nats.closed().then(() => this.connections.delete(key));
        return nats;
    }

    private end(key: string): void {
        const open = this.connections.get(key);
        this.connections.delete(key);
        open?.then(nats => nats.close()).catch(() => undefined);
    }
}

const keyOf = (server: StoreServer) => JSON.stringify(server);

function samplesOf(data: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): Sample[] {
    return Object.entries(names).flatMap(([key, name]) => {
        const value = data[key];
        return typeof value === "number" ? [{ name, labels: {}, value }] : [];
    });
}
