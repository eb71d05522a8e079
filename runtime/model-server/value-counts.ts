import type { Distribution } from "../../components/watch/drift/baseline";
import { binNames } from "../../components/watch/drift/counted";
import { binOf } from "../../components/watch/drift/histogram";
import type { ReleaseBaseline } from "../baseline-file";
import type { Log } from "../log";
import { CallerShares } from "./caller-shares";
import { type Column, columnsOf } from "./columns";
import { fromHalf } from "./half";
import type { Tensor } from "./session";
import type { Signature } from "./signature";

type Tensors = Readonly<Record<string, Tensor>>;

/** How often values of one feature or score fell into a bin. */
export interface BinCount {
    readonly of: "feature" | "score";
    readonly name: string;
    readonly bin: string;
    readonly count: number;
}

/**
 * Counts what a model is asked and what it answers, in the bins of its release's baseline. Of a value nothing else is kept. By a
 * baseline that doesn't fit nothing is counted, which is logged once; inference goes on as without.
 */
export class ValueCounts {
    /** SHA-256 of the baseline's file; empty where it is refused. */
    readonly digest: string;
    private readonly features: readonly Counted[];
    private readonly scores: readonly Counted[];
    private found: { readonly signature: Signature; readonly fits: boolean } | undefined;

    /** Without a baseline, which was refused, nothing is counted. */
    constructor(
        private readonly read: ReleaseBaseline | undefined,
        private readonly log: Log,
        private readonly shares = new CallerShares(),
    ) {
        this.digest = read?.digest ?? "";
        this.features = (read?.baseline.features ?? []).map(one => new Counted("feature", one));
        this.scores = (read?.baseline.scores ?? []).map(one => new Counted("score", one));
    }

    /** Whether values of a model with this signature are counted. */
    fits(signature: Signature): boolean {
        if (this.found?.signature !== signature) {
            this.found = { signature, fits: this.find(signature) };
        }
        return this.found.fits;
    }

    /**
     * One answered inference, with its caller's purpose as far as known. Outputs that were not requested are not there, and not counted.
     */
    count(signature: Signature, inputs: Tensors, outputs: Tensors, caller = ""): void {
        if (!this.fits(signature)) return;
        const rows = Math.max(
            ...this.features.map(one => rowsOf(one, inputs)),
            ...this.scores.map(one => rowsOf(one, outputs)),
            0,
        );
        const part = rows === 0 ? 1 : this.shares.take(caller, rows) / rows;
        countAll(this.features, inputs, part);
        countAll(this.scores, outputs, part);
    }

    /** Since when what is counted may be in one window, in milliseconds since 1970. */
    get since(): number {
        return this.shares.since;
    }

    /** All that was counted since the start. */
    get bins(): readonly BinCount[] {
        return [...this.features, ...this.scores].flatMap(({ of, name, bins, counts }) =>
            bins.map((bin, i) => ({ of, name, bin, count: counts[i]! })),
        );
    }

    private find(signature: Signature): boolean {
        if (this.read === undefined) {
            return false;
        }
        try {
            const columns = columnsOf(this.read.baseline, signature);
            this.features.forEach((one, i) => (one.column = columns.features[i]));
            this.scores.forEach((one, i) => (one.column = columns.scores[i]));
            return true;
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            this.log.error("baseline does not fit", { reason });
            return false;
        }
    }
}

/** A feature or score, with the counts of its bins. */
class Counted {
    readonly name: string;
    readonly edges: readonly number[];
    readonly bins: readonly string[];
    readonly counts: Float64Array;
    column: Column | undefined;

    constructor(
        readonly of: BinCount["of"],
        { name, edges }: Distribution,
    ) {
        this.name = name;
        this.edges = edges;
        this.bins = binNames(edges);
        this.counts = new Float64Array(this.bins.length);
    }

    add(value: number): void {
        const { counts, edges } = this;
        const bin = Number.isFinite(value) ? binOf(edges, value) : edges.length + (Number.isNaN(value) ? 1 : 2);
        counts[bin]! += 1;
    }
}

function rowsOf({ column }: Counted, tensors: Tensors): number {
    const { tensor, first, step } = column!;
    return Math.ceil(Math.max((tensors[tensor]?.elements.length ?? 0) - first, 0) / step);
}

/** `part` of the rows, from 0 to 1, evenly spread. */
function countAll(all: readonly Counted[], tensors: Tensors, part: number): void {
    // A tensor of many columns is made numbers once.
    let last: { readonly name: string; readonly numbers: ArrayLike<number> } | undefined;
    for (const one of all) {
        const { tensor: name, first, step } = one.column!;
        const tensor = tensors[name];
        if (tensor === undefined) continue;
        if (last?.name !== name) last = { name, numbers: numbersIn(tensor) };
        const { numbers } = last;
        for (let i = first, row = 0; i < numbers.length; i += step, row++) {
            if (Math.floor((row + 1) * part) > Math.floor(row * part)) one.add(numbers[i]!);
        }
    }
}

/** As the model has them: FP32 and FP16 are rounded already. */
function numbersIn({ type, elements }: Tensor): ArrayLike<number> {
    switch (type) {
        case "float16":
            return Array.from(elements as Uint16Array, fromHalf);
        case "int64":
        case "uint64":
            return Array.from(elements as BigInt64Array, Number);
        default:
            return elements as Float32Array;
    }
}
