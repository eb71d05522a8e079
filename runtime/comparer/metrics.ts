import { ProcessMetrics, promClient } from "../process-metrics";
import type { Route } from "../routes";
import type { Compared } from "./compare";

/** What is compared with what. All come from the gate's configuration, so that there are never more than releases. */
export interface Subject {
    readonly model: string;
    readonly release: string;
    readonly shadow: string;
}

/**
 * How a comparison ended. `agreed`: in all decisions; `differed`: in one or more; `scored`: the model decides nothing, its
 * scores alone were compared; `incomparable`: other outputs or shapes; `refused`: both refused the request alike;
 * `release_failed`, `shadow_failed`: it gave no answer; `dropped`: there was no room.
 */
export const results = [
    "agreed",
    "differed",
    "scored",
    "incomparable",
    "refused",
    "release_failed",
    "shadow_failed",
    "dropped",
] as const;
export type Result = (typeof results)[number];

const subject = ["model", "release", "shadow"] as const;

/** What comparisons have found, in Prometheus's terms. */
export class Metrics {
    readonly process: ProcessMetrics;
    private readonly comparisons;
    private readonly decisions;
    private readonly distances;
    private readonly durations;

    constructor(cell: string, region: string) {
        const { Counter, Histogram } = promClient();
        this.process = new ProcessMetrics({ cell, region });
        const registers = [this.process.registry];
        this.comparisons = new Counter({
            name: "meridian_shadow_comparisons_total",
            help: "Requests mirrored to a shadow, by the result of the comparison with the release's answer.",
            labelNames: [...subject, "result"],
            registers,
        });
        this.decisions = new Counter({
            name: "meridian_shadow_decisions_total",
            help: "Decisions in compared answers: one or more for each record of a request.",
            labelNames: [...subject, "result"],
            registers,
        });
        this.distances = new Histogram({
            name: "meridian_shadow_score_distance",
            help: "Mean absolute difference between the scores of release and shadow in a request, in the scores' own unit.",
            labelNames: [...subject],
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
            registers,
        });
        this.durations = new Histogram({
            name: "meridian_shadow_answer_seconds",
            help: "Time until the release or the shadow answered a mirrored request.",
            labelNames: [...subject, "of"],
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            registers,
        });
    }

    ended(subject: Subject, result: Result): void {
        this.comparisons.inc({ ...subject, result });
    }

    compared(subject: Subject, { agreed, differed, distance }: Compared): void {
        this.ended(subject, differed > 0 ? "differed" : agreed > 0 ? "agreed" : "scored");
        this.decisions.inc({ ...subject, result: "agreed" }, agreed);
        this.decisions.inc({ ...subject, result: "differed" }, differed);
        if (distance !== undefined) {
            this.distances.observe({ ...subject }, distance);
        }
    }

    answered(subject: Subject, of: "release" | "shadow", seconds: number): void {
        this.durations.observe({ ...subject, of }, seconds);
    }

    /** Where they are read. */
    route(): Route {
        return this.process.route();
    }
}
