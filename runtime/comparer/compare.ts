/**
 * How two answers to one request of the Open Inference Protocol (version 2, JSON) compare.
 *
 * What a model decides is in its labels: outputs of booleans, whole numbers and texts. Without any, the largest of several
 * scores along the last dimension decides. A model of single scores decides nothing here: where its caller draws the line
 * is not known. Whole numbers beyond 2^53 are compared as JavaScript reads them.
 */
export type Comparison = { readonly comparable: false } | Compared;

export interface Compared {
    readonly comparable: true;
    /** Decisions that are the same in both answers, and that are not. */
    readonly agreed: number;
    readonly differed: number;
    /** Mean absolute difference of all scores (floating-point outputs), in their own unit. */
    readonly distance?: number;
}

/** Compares two bodies of answers; what is no answer of the protocol, or has other outputs or shapes, can't be compared. */
export function compare(release: string | undefined, shadow: string | undefined): Comparison {
    const [one, other] = [outputsOf(release), outputsOf(shadow)];
    if (one === undefined || one.size !== other?.size) {
        return incomparable;
    }
    const pairs: Pair[] = [];
    for (const [name, output] of one) {
        const counterpart = other.get(name);
        if (counterpart === undefined || !isAlike(output, counterpart)) {
            return incomparable;
        }
        pairs.push([output, counterpart]);
    }
    const scores = pairs.filter(isOfScores);
    const distance = distanceOf(scores);
    if (distance !== undefined && !Number.isFinite(distance)) {
        return incomparable;
    }
    const labels = pairs.filter(pair => !isOfScores(pair));
    const decisions = labels.length > 0 ? labels.map(sameElements) : scores.map(sameLargest);
    const all = decisions.flat();
    const agreed = all.filter(Boolean).length;
    return {
        comparable: true,
        agreed,
        differed: all.length - agreed,
        ...(distance === undefined ? {} : { distance }),
    };
}

/** More than any model needs, and few enough to unfold by recursion. */
const MOST_DIMENSIONS = 32;

const incomparable = { comparable: false } as const;

interface Output {
    readonly datatype: string;
    readonly shape: readonly number[];
    /** Row by row. */
    readonly elements: readonly unknown[];
}

type Pair = readonly [release: Output, shadow: Output];

/** By name; undefined for a body that is no inference response. */
function outputsOf(body: string | undefined): ReadonlyMap<string, Output> | undefined {
    const outputs = (parsed(body) as { readonly outputs?: unknown } | undefined)?.outputs;
    if (!Array.isArray(outputs)) {
        return undefined;
    }
    const found = new Map<string, Output>();
    for (const output of outputs as readonly unknown[]) {
        const { name, datatype, shape, data } = (output ?? {}) as Readonly<Partial<Record<string, unknown>>>;
        if (typeof name !== "string" || typeof datatype !== "string" || !isShape(shape) || !Array.isArray(data)) {
            return undefined;
        }
        // Flat, or nested as the shape says: no deeper, however deep it is.
        const elements = data.flat(Math.min(shape.length, MOST_DIMENSIONS)) as unknown[];
        const size = shape.reduce((product, dimension) => product * dimension, 1);
        if (elements.length !== size || elements.some(Array.isArray)) {
            return undefined;
        }
        found.set(name, { datatype, shape, elements });
    }
    return found;
}

function parsed(body: string | undefined): unknown {
    try {
        return body === undefined ? undefined : (JSON.parse(body) ?? undefined);
    } catch {
        return undefined;
    }
}

function isShape(value: unknown): value is readonly number[] {
    return Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && size >= 0);
}

function isAlike(one: Output, other: Output): boolean {
    return (
        one.datatype === other.datatype &&
        one.shape.join() === other.shape.join() &&
        one.elements.length === other.elements.length
    );
}

function isOfScores([{ datatype }]: Pair): boolean {
    return /^(FP|BF)\d/.test(datatype);
}

function sameElements([one, other]: Pair): boolean[] {
    return one.elements.map((element, i) => element === other.elements[i]);
}

/** Whether the same class has the largest score, for each record. */
function sameLargest([one, other]: Pair): boolean[] {
    const classes = one.shape.length < 2 ? 0 : (one.shape.at(-1) ?? 0);
    if (classes < 2) {
        return [];
    }
    const records = one.elements.length / classes;
    return Array.from({ length: records }, (_, i) => {
        const [first, end] = [i * classes, (i + 1) * classes];
        return largestIn(one.elements, first, end) === largestIn(other.elements, first, end);
    });
}

/** Where the largest number is; -1 where there is none. */
function largestIn(elements: readonly unknown[], first: number, end: number): number {
    let [at, largest] = [-1, -Infinity];
    for (let i = first; i < end; i++) {
        const score = elements[i];
        if (typeof score === "number" && score > largest) {
            [at, largest] = [i, score];
        }
    }
    return at;
}

/** Undefined without scores; no number where one answer has one and the other none (NaN, an infinity), or too large a one. */
function distanceOf(pairs: readonly Pair[]): number | undefined {
    let [sum, count] = [0, 0];
    for (const [one, other] of pairs) {
        for (const [i, element] of one.elements.entries()) {
            const counterpart = other.elements[i];
            if (typeof element === "number" && typeof counterpart === "number") {
                sum += Math.abs(element - counterpart);
                count += 1;
            } else if (element !== counterpart) {
                return NaN;
            }
        }
    }
    return count === 0 ? undefined : sum / count;
}
