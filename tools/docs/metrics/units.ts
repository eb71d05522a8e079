import type { Definition } from "./definitions";

/** Of names that do not end in their unit, as the format's conventions want it (https://prometheus.io/docs/practices/naming/). */
const units: readonly (readonly [form: RegExp, unit: string])[] = [
    [/^envoy_gate_request_duration$/, "ms"],
    [/^envoy_server_uptime$/, "s"],
    [/^gnatsd_varz_cpu$/, "%"],
    [/_timestamp_seconds$|^process_start_time_seconds$|_since_seconds$/, "s since 1970"],
    [/_seconds(_total)?$/, "s"],
    [/_bytes(_total)?$|^gnatsd_varz_mem$|_memory_allocated$/, "bytes"],
];

/** What a value of a metric counts. */
export function unitOf({ help, name }: Pick<Definition, "help" | "name">): string {
    const [, unit] = units.find(([form]) => form.test(name)) ?? [];
    return unit ?? (/^1 (if|for|while) /.test(help) ? "0 or 1" : "");
}
