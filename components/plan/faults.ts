import { type Fault, faultText, listed } from "./fault-text";

export { type Fault, quoted } from "./fault-text";

/**
 * The config can't be planned. `faults` holds every reason; the message shows them all.
 *
 * @example
 * ```ts
 * if (!(error instanceof ConfigFaults)) throw error;
 * return error.faults.map(({ path, problem, remedy }) => `${path}: ${problem} (${remedy})`);
 * ```
 */
export class ConfigFaults extends Error {
    declare readonly faults: readonly Fault[];

    constructor(faults: readonly Fault[]) {
        const sorted = sortedFaults(faults);
        super(describeAll(sorted));
        this.name = "ConfigFaults";
        // Printed, an error shows its fields and stack. The message says all there is to say about a config, and the place in
        // our code does not help to correct it. (On some Node 20 the engine's own frames, whose source maps name files
        // directly below `node_modules/@pulumi/`, also keep `util.inspect` busy for half a minute.)
        Object.defineProperty(this, "faults", { value: sorted });
        this.stack = `${this.name}: ${this.message}`;
    }
}

/** Throws when there is anything wrong; otherwise does nothing. */
export function refuse(faults: readonly Fault[]): void {
    if (faults.length > 0) {
        throw new ConfigFaults(faults);
    }
}

/** One fault as one line, for a log. */
export function describe(fault: Fault): string {
    const { allowed = [], code, path, problem, remedy, value } = fault;
    const values = allowed.length === 0 ? "" : `; allowed: ${listed(allowed, value)}`;
    return `${path}: ${problem} [${code}]${values}; ${remedy}`;
}

/** Why something failed, in one line: of faults all of them. */
export function reasonOf(error: unknown): string {
    if (error instanceof ConfigFaults) return error.faults.map(describe).join("; ");
    return error instanceof Error ? error.message : String(error);
}

function describeAll(faults: readonly Fault[]): string {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const help = "`npx meridian explain <code>` describes a code";
    return [`the config has ${count}`, ...faults.map(fault => faultText(fault)), help].join("\n\n");
}

/** By path, in the order of the config where lists are concerned. */
export function sortedFaults<F extends Fault>(faults: readonly F[]): F[] {
    return [...faults].sort(byPath);
}

/** Lists sort by number, so that `cells[10]` follows `cells[9]`. */
function byPath(a: Fault, b: Fault): number {
    return a.path.localeCompare(b.path, "en", { numeric: true }) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
