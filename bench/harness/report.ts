import { columns } from "../../cli/columns";
import type { Conditions } from "./conditions";
import type { FigureResult, Results } from "./record";
import { describeGoal, shown } from "./shown";

const head = ["FIGURE", "MEDIAN", "MIN", "MAX", "UNIT", "RUNS", "GOAL", ""];

/** The results as a table under the conditions of this run. */
export function describeResults(results: Results, conditions: Conditions): string {
    const all = Object.entries(results);
    const [titles, ...lines] = columns(
        head,
        all.flatMap(([, { figures }]) => figures.map(row)),
    );
    const blocks = all.flatMap(([name, { figures, goal }]) => [
        "",
        `${name}: ${goal}`,
        ...lines.splice(0, figures.length),
    ]);
    return [describeConditions(conditions), "", titles, ...blocks].join("\n");
}

export const notQuiet = (conditions: Conditions): string =>
    `the machine was not quiet (load average ${conditions.loadAverage} on ${conditions.cores} cores): don't quote these timings`;

function describeConditions(conditions: Conditions): string {
    const { date, commit, processor, cores, memoryGiB, node, tools, loadAverage } = conditions;
    const programs = Object.entries(tools).map(([name, version]) => `${name} ${version}`);
    return [
        `${cores} cores of ${processor}, ${memoryGiB} GiB; load average ${loadAverage} at the start`,
        `node ${node}, ${programs.join(", ")}`,
        `${commit === undefined ? "uncommitted changes" : `commit ${commit}`}, ${date}`,
    ].join("\n");
}

function row({ name, unit, min, median, max, runs, goal, met }: FigureResult): string[] {
    const verdict = met === undefined ? "" : met ? "met" : goal?.exact ? "BROKEN" : "missed";
    return [`  ${name}`, shown(median), shown(min), shown(max), unit, `${runs}`, describeGoal(goal), verdict];
}
