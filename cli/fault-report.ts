import { faultText } from "../components/plan/fault-text";
import type { Fault } from "../components/plan/faults";
import { excerptOf } from "./excerpt";
import type { PlacedFault } from "./placed-fault";
import type { StackConfig } from "./stack-config";
import { styleFor } from "./style";

export function placed({ placeOf }: StackConfig, faults: readonly Fault[]): PlacedFault[] {
    return faults.map(fault => ({ ...placeOf(fault.path), ...fault }));
}

/** In the order in which the files have them. */
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

/** Prints faults for readers: each with its problem, its place in the file, the allowed values and what to do. */
export function printFaults(faults: readonly PlacedFault[]): void {
    const style = styleFor(process.stderr);
    // A fault without a value is often about one that may not be shown, as a secret, and its line would show it for another fault.
    const hidden = new Set(faults.filter(({ value }) => value === undefined).map(lineOf));
    const texts = inOrder(faults).map(fault => {
        const at = `${lineOf(fault)}:${fault.column}`;
        return faultText(fault, { at, excerpt: hidden.has(lineOf(fault)) ? [] : excerptOf(fault) }, style);
    });
    process.stderr.write(`${texts.join("\n\n")}\n\n`);
}

export function countOf(n: number, what: string): string {
    return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function lineOf({ file, line }: PlacedFault): string {
    return `${file}:${line}`;
}

/** How many faults there are, and where to read on. */
export function faultCount(faults: readonly PlacedFault[]): string {
    const { bad, dim } = styleFor(process.stderr);
    return `${bad(countOf(faults.length, "fault"))} ${dim("(`meridian explain <code>` describes each)")}`;
}

/** Faults as `--json` shows them: in the order of the files, each with a list of allowed values, which may be empty. */
export function asJson(faults: readonly PlacedFault[]): PlacedFault[] {
    return inOrder(faults).map(({ allowed = [], problem, remedy, ...found }) => ({
        ...found,
        problem,
        allowed,
        remedy,
    }));
}
