/**
 * One thing wrong with a config. Everything that is wrong is reported at once, sorted by path.
 *
 * Text is lower case and has no full stop, in the words of the config.
 */
export interface Fault {
    /** Stable and machine-readable, as in `residency/region-outside-cell`. */
    readonly code: `${string}/${string}`;
    /** Where in the config, as in `cells[1].regions[0]`. */
    readonly path: string;
    /** The value found there, where it may be shown; values under unknown keys never are. */
    readonly value?: unknown;
    /** What would be right there. */
    readonly allowed?: string;
    /** What to do about it. */
    readonly remedy: string;
}

/** The config can't be planned. `faults` holds every reason; the message shows them all. */
export class ConfigFaults extends Error {
    declare readonly faults: readonly Fault[];

    constructor(faults: readonly Fault[]) {
        const sorted = [...faults].sort(byPath);
        super(describeAll(sorted));
        this.name = "ConfigFaults";
        // Printed, an error shows its fields and stack. The message says all there is to say about a config, and where in
        // our code it was found out helps nobody to mend it. (On some Node 20 the engine's own frames, whose source maps
        // name files directly below `node_modules/@pulumi/`, also keep `util.inspect` busy for half a minute.)
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

/** One fault as one line, for a terminal. */
export function describe(fault: Fault): string {
    const value = fault.value === undefined ? "" : `: ${JSON.stringify(fault.value)}`;
    const allowed = fault.allowed === undefined ? "" : `; allowed: ${fault.allowed}`;
    return `${fault.path}${value} [${fault.code}]${allowed}; ${fault.remedy}`;
}

function describeAll(faults: readonly Fault[]): string {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    return [`the config has ${count}`, ...faults.map(fault => `  ${describe(fault)}`)].join("\n");
}

/** Lists sort by number, so that `cells[10]` follows `cells[9]`. */
function byPath(a: Fault, b: Fault): number {
    return a.path.localeCompare(b.path, "en", { numeric: true }) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
