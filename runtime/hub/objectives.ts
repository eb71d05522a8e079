import type { Raised } from "../../components/watch/alarms/book";
import { type BurnAlarm, judgeBurn } from "../../components/watch/objectives/burn-rate";
import { talliedIn } from "../../components/watch/objectives/history";
import { type Objective, objectivesOf } from "../../components/watch/objectives/objectives";
import type { Judge } from "./judging";
import type { WatchedRegion } from "./region";

/** Objectives of each model in each region whose budgets burn too fast. The most urgent alarm of each is enough. */
export const judgeObjectives: Judge = (regions, { limits, burnScale }, now) => {
    const objectives = objectivesOf({
        ...(limits.availability !== undefined && { availability: limits.availability }),
        ...(limits.p99Ms !== undefined && { p99Ms: limits.p99Ms }),
    });
    return regions.flatMap(region =>
        [...region.traffic.ofModels].flatMap(([model, { failed, slow }]) =>
            objectives.flatMap(objective => {
                const history = objective.kind === "availability" ? failed : slow;
                const { alarms } = judgeBurn(objective.target, talliedIn(history, now.steady / 1000), {
                    scale: burnScale,
                });
                return alarms.slice(0, 1).map(alarm => raised(region, model, objective, alarm, burnScale));
            }),
        ),
    );
};

function raised(
    { cell, plan: { region } }: WatchedRegion,
    model: string,
    { kind, target, withinMs }: Objective,
    { severity, burnRate, longSeconds, total, bad }: BurnAlarm,
    scale: number,
): Raised {
    const part = `${((100 * bad) / total).toPrecision(2)} % of requests`;
    const what = kind === "availability" ? `fails ${part}` : `exceeds ${withinMs} ms for ${part}`;
    return {
        id: `${kind} ${cell} ${region} ${model}`,
        kind,
        severity,
        cell,
        region,
        message:
            `${model} in ${region} ${what} over ${inWords(longSeconds * scale)}; allowed: ` +
            `${Number((100 * (1 - target)).toFixed(3))} %. The budget burns ${burnRate.toFixed(1)} times too fast`,
    };
}

function inWords(seconds: number): string {
    const units = [
        [86_400, "d"],
        [3_600, "h"],
        [60, "min"],
    ] as const;
    const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
    return `${Number((seconds / size).toFixed(1))} ${unit}`;
}
