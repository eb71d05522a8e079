import { describeGoal, shown } from "../../../bench/harness/shown";
import type { Conditions } from "../../../bench/harness/conditions";
import type { FigureResult, Result, Results } from "../../../bench/harness/record";
import { table } from "../markdown";
import { benchmarks, type Introduction } from "./benchmarks";

/** The figures of `bench/results.json`, each with its peer, its conditions and the command that measures it. */
export function performanceFigures(results: Results): string {
    const unknown = Object.keys(results).filter(name => !(name in benchmarks));
    if (unknown.length > 0)
        throw new Error(`tools/docs/performance/benchmarks.ts does not introduce ${unknown.join(", ")}`);
    return Object.entries(benchmarks)
        .flatMap(([name, introduction]) => {
            const result = results[name];
            return result === undefined ? [] : [section(name, introduction, result)];
        })
        .join("\n\n");
}

function section(name: string, { title, about, peer }: Introduction, { conditions, figures, seconds }: Result): string {
    return [
        `## ${title}`,
        about,
        [
            `- Compared with: ${peer ?? "the goal only"}.`,
            `- Command: \`npm run bench -- --only ${name}\` (${seconds} s).`,
            `- Conditions: ${described(conditions)}.`,
        ].join("\n"),
        table(["figure", "median", "range", "runs", "goal"], figures.map(row)),
    ].join("\n\n");
}

function described({ commit, cores, date, loadAverage, memoryGiB, node, processor, quiet, tools }: Conditions): string {
    const programs = Object.entries(tools).map(([tool, version]) => `${tool} ${version}`);
    return [
        date.slice(0, 10),
        commit === undefined ? "uncommitted changes" : `commit ${commit.slice(0, 8)}`,
        `${cores} cores of ${processor}`,
        `${memoryGiB} GiB`,
        `Node.js ${node}`,
        ...programs,
        `load average ${loadAverage} at the start${quiet ? "" : ": **the machine was busy, so the timings are not comparable**"}`,
    ].join(", ");
}

function row({ goal, max, median, met, min, name, runs, unit }: FigureResult): string[] {
    const result = met === undefined ? "" : met ? ", met" : ", **missed**";
    return [
        name,
        `${shown(median)} ${unit}`,
        runs === 1 ? "" : `${shown(min)} to ${shown(max)}`,
        String(runs),
        goal === undefined ? "" : `${describeGoal(goal)}${result}`,
    ];
}
