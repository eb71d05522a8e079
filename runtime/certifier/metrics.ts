import { ProcessMetrics, promClient } from "../process-metrics";
import type { Certifier } from "./certifier";
import type { Leadership } from "./leadership";
import type { Failing, Reports } from "./reports";
import type { Signer } from "./signer";

interface Measured {
    readonly leadership: Pick<Leadership, "isHolder">;
    readonly certifier: Pick<Certifier, "issued" | "round">;
    readonly reports: Pick<Reports, "count">;
    readonly signer: () => Signer;
}

const failing = ["lease", "secret", "files"] as const satisfies readonly Failing[];

/** The metrics of a certifier. Only the holder knows when certificates end. */
export function certifierMetrics(
    where: { readonly cell: string; readonly region: string },
    { leadership, certifier, reports, signer }: Measured,
): ProcessMetrics {
    const { Counter, Gauge } = promClient();
    const metrics = new ProcessMetrics({ ...where });
    const registers = [metrics.registry];
    const secondsUntil = (ms: number) => (ms - Date.now()) / 1000;
    new Gauge({
        name: "meridian_certifier_leader",
        help: "1 for the replica that holds the lease, 0 for the others.",
        registers,
        collect() {
            this.set(leadership.isHolder ? 1 : 0);
        },
    });
    new Gauge({
        name: "meridian_certifier_earliest_expiry_seconds",
        help: "Time until the first of the region's certificates expires. Only the holder exposes it.",
        registers,
        collect() {
            const { round } = certifier;
            if (round === undefined || !Number.isFinite(round.ends)) this.remove();
            else this.set(secondsUntil(round.ends));
        },
    });
    new Gauge({
        name: "meridian_certifier_authority_expiry_seconds",
        help: "Time until the region's authority expires.",
        registers,
        collect() {
            this.set(secondsUntil(signer().ends));
        },
    });
    new Counter({
        name: "meridian_certifier_issued_total",
        help: "Certificates that this process has issued.",
        registers,
        collect() {
            this.reset();
            this.inc(certifier.issued);
        },
    });
    new Counter({
        name: "meridian_certifier_errors_total",
        help: "Failed attempts, by subject.",
        labelNames: ["of"],
        registers,
        collect() {
            this.reset();
            for (const of of failing) this.inc({ of }, reports.count(of));
        },
    });
    return metrics;
}
