import type { Fault } from "../components/plan/faults";
import type { PlacedFault } from "./placed-fault";
import type { StackConfig } from "./stack-config";
import { styleFor } from "./style";

export function placed({ placeOf }: StackConfig, faults: readonly Fault[]): PlacedFault[] {
    return faults.map(fault => ({ ...placeOf(fault.path), ...fault }));
}

/** As someone comes to them who reads the files from the top. */
export function inOrder(faults: readonly PlacedFault[]): PlacedFault[] {
    const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    return [...faults].sort(
        (a, b) =>
            byName(a.file, b.file) ||
            a.line - b.line ||
            a.column - b.column ||
            byName(a.path, b.path) ||
            byName(a.code, b.code),
    );
}

/** Faults for people: where, what, what would be right, what to do. */
export function printFaults(faults: readonly PlacedFault[]): void {
    const { bad, dim, strong } = styleFor(process.stderr);
    const lines = inOrder(faults).flatMap(({ file, line, column, code, path, value, allowed, remedy }) => [
        `${strong(`${file}:${line}:${column}`)} ${bad(path)}${value === undefined ? "" : `: ${JSON.stringify(value)}`} ${dim(`[${code}]`)}`,
        `    allowed: ${allowed}`,
        `    ${remedy}`,
    ]);
    process.stderr.write(`${lines.join("\n")}\n`);
}

export function countOf(n: number, what: string): string {
    return `${n} ${what}${n === 1 ? "" : "s"}`;
}
