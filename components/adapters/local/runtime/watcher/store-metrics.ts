import type { Sample } from "../../../../watch/metrics/samples";
import { openStore } from "../store/connection";
import { inboxOf } from "../store/subjects";
import type { Watch } from "./watch-file";

/** What the engine says of itself, and what its own exporter calls that (https://github.com/nats-io/prometheus-nats-exporter). */
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

const TIMEOUT_MS = 2_000;

/** Asks a server of the store how it is, over a connection of its own. Rejects where it doesn't say. */
export async function storeMetrics(
    { observer, instance: _, ...server }: Watch["stores"][number],
    region: string,
): Promise<Sample[]> {
    const file = (name: string) => `${observer}/${name}`;
    const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
    const { nats } = await openStore({ ...server, tls, inbox: inboxOf("observer", region) });
    try {
        const ask = async (what: "VARZ" | "JSZ") => {
            const subject = `$SYS.REQ.SERVER.${nats.info?.server_id ?? ""}.${what}`;
            const answer = await nats.request(subject, "", { timeout: TIMEOUT_MS });
            return answer.json<{ readonly data?: Readonly<Record<string, unknown>> }>().data ?? {};
        };
        return [...samplesOf(await ask("VARZ"), varz), ...samplesOf(await ask("JSZ"), jsz)];
    } finally {
        await nats.close();
    }
}

function samplesOf(data: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): Sample[] {
    return Object.entries(names).flatMap(([key, name]) => {
        const value = data[key];
        return typeof value === "number" ? [{ name, labels: {}, value }] : [];
    });
}
