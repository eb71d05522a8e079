import { columns } from "../../cli/columns";
import { type Budgets, budgetOf, type Excess } from "./budgets";
import type { Figures, FileFailure, SuiteResult } from "./results";
import type { Unit } from "./units";
import type { Ran } from "./worker-process";

/** A unit that has ended, in a line; with what its tests wrote where one has failed or everything is to be shown. */
export function describeUnit(
    { files }: Unit,
    { passed, failed, skipped, seconds, cpuSeconds, output, failures }: Ran,
    verbose: boolean,
): string {
    const [first = "", ...more] = files;
    const name = `${first.slice("tests/".length)}${more.length === 0 ? "" : ` and ${more.length} more`}`;
    const counts = [
        `${passed} passed`,
        ...(failed > 0 ? [`${failed} FAILED`] : []),
        ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    const cpu = cpuSeconds === undefined ? "" : `, ${cpuSeconds.toFixed(1)} s of a processor`;
    const line = `${failed > 0 ? "✗" : "✓"} ${name}: ${counts.join(", ")}, ${seconds.toFixed(1)} s${cpu}`;
    if (failed === 0 && !verbose) return line;
    return [line, output, ...failures.map(({ what }) => `    failed: ${what}`)].filter(text => text !== "").join("\n");
}

/** Suites with their tests, the time of their files, processor time and its budget. */
export function suiteTable(suites: readonly SuiteResult[], budgets: Budgets, loopSeconds: number): string {
    const rows = suites.map(({ suite, passed, failed, skipped, seconds, costs }) => {
        const isCounted = Object.keys(costs).length > 0;
        const cpu = Object.values(costs).reduce((sum, each) => sum + each, 0);
        return [
            suite,
            `${passed + failed + skipped}`,
            `${failed}`,
            seconds.toFixed(0),
            isCounted ? cpu.toFixed(0) : "-",
            isCounted ? budgetOf(suite, costs, budgets, loopSeconds).toFixed(0) : "-",
        ];
    });
    return columns(["SUITE", "TESTS", "FAILED", "WALL S", "CPU S", "BUDGET S"], rows).join("\n");
}

/** What failed and why, at the end of a run: what files printed is far above, or cut off. */
export function describeFailures(failures: readonly FileFailure[]): string {
    const described = failures.map(({ file, what, error }) => {
        const lines = error === undefined ? [] : error.split("\n").map(line => `      ${line}`);
        return [`  ${file === undefined ? "" : `${file}: `}${what}`, ...lines].join("\n");
    });
    return ["failed:", ...described].join("\n");
}

/** What a run had no time for, and how to run it. */
export function describeLeftOut(files: readonly string[], minutes: number): string {
    return [
        `left out, since ${minutes} min are not enough for them on this machine:`,
        ...files.map(file => `  ${file}`),
        `  help: npm run test:all -- ${files.join(" ")}`,
    ].join("\n");
}

/** The last line of a run. */
export function describeCounts({ passed, failed, skipped, leftOut }: Figures): string {
    return [
        `${passed} passed, ${failed} failed`,
        ...(skipped > 0 ? [`${skipped} skipped`] : []),
        ...(leftOut.length > 0 ? [`${leftOut.length} ${leftOut.length === 1 ? "file" : "files"} left out`] : []),
    ].join(", ");
}

export function describeExcess({ suite, cpuSeconds, budgetSeconds, grown }: Excess): string {
    const lines = grown.map(
        ([file, cost, budget]) => `    ${file}: ${cost.toFixed(1)} s, budget ${budget.toFixed(1)} s`,
    );
    return [
        `suite ${suite} used ${cpuSeconds.toFixed(0)} s of a processor, budget ${budgetSeconds.toFixed(0)} s`,
        ...lines,
        "    help: make these files cheaper; where the growth is worth it, run the suite with --record and commit tests/run/cpu-seconds.json",
    ].join("\n");
}
