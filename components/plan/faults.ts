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
    readonly allowed: string;
    /** What to do about it. */
    readonly remedy: string;
}

/**
 * The config can't be planned. `faults` holds every reason; the message shows them all.
 *
 * @example
 * ```ts
 * if (!(error instanceof ConfigFaults)) throw error;
 * return error.faults.map(({ allowed, path, remedy }) => `${path}: ${remedy} (allowed: ${allowed})`);
 * ```
 */
export class ConfigFaults extends Error {
    declare readonly faults: readonly Fault[];

    constructor(faults: readonly Fault[]) {
        const sorted = sortedFaults(faults);
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

/** One fault as one line, for a terminal: of what is long its beginning. */
export function describe(fault: Fault): string {
    const value = fault.value === undefined ? "" : `: ${shortened(JSON.stringify(fault.value), 200)}`;
    return `${fault.path}${value} [${fault.code}]; allowed: ${shortened(fault.allowed, 400)}; ${fault.remedy}`;
}

/** The whole is in the fault. */
function shortened(text: string, most: number): string {
    return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
}

function describeAll(faults: readonly Fault[]): string {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    return [`the config has ${count}`, ...faults.map(fault => `  ${describe(fault)}`)].join("\n");
}

/** By path, in the order of the config where lists are concerned. */
export function sortedFaults<F extends Fault>(faults: readonly F[]): F[] {
    return [...faults].sort(byPath);
}

/** Lists sort by number, so that `cells[10]` follows `cells[9]`. */
function byPath(a: Fault, b: Fault): number {
    return a.path.localeCompare(b.path, "en", { numeric: true }) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
