import type { Sample } from "../../../components/watch/metrics/samples";

/** What a gate counts of a model's requests: all, those that failed, and those that took longer than 250 ms. */
export function countedByGate(all: number, failed: number, slow: number): Sample[] {
    const labels = { side: "clients", model: "screening", version: "1.0.0" };
    const bucket = (le: string, value: number): Sample => ({
        name: "envoy_gate_request_duration_bucket",
        labels: { ...labels, status: "200", le },
        value,
    });
    return [
        { name: "envoy_gate_requests", labels: { ...labels, status: "200" }, value: all - failed },
        { name: "envoy_gate_requests", labels: { ...labels, status: "503" }, value: failed },
        bucket("250", all - slow),
        bucket("+Inf", all),
    ];
}
