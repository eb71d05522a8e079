/**
 * How two answers to one request of the Open Inference Protocol (version 2, JSON) compare.
 *
 * What a model decides is in its labels: outputs of booleans, whole numbers and texts. Without any, the largest of several
 * scores along the last dimension decides. A model of single scores decides nothing here: where its caller draws the line
 * is not known.
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
export function compare(release: string, shadow: string): Comparison {
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
    if (distance === "unknown") {
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

const incomparable = { comparable: false } as const;

interface Output {
    readonly datatype: string;
    readonly shape: readonly number[];
    /** Row by row. */
    readonly elements: readonly unknown[];
}

type Pair = readonly [release: Output, shadow: Output];

/** By name; undefined for a body that is no inference response. */
function outputsOf(body: string): ReadonlyMap<string, Output> | undefined {
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
        found.set(name, { datatype, shape, elements: data.flat(Infinity) as unknown[] });
    }
    return found;
}

function parsed(body: string): unknown {
    try {
        return JSON.parse(body) ?? undefined;
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
    const records = Math.floor(one.elements.length / classes);
    return Array.from({ length: records }, (_, i) => {
        const largest = ({ elements }: Output) => {
            const scores = elements.slice(i * classes, (i + 1) * classes).map(Number);
            return scores.indexOf(Math.max(...scores));
        };
        return largest(one) === largest(other);
    });
}

/** Undefined without scores; unknown where one answer has a number and the other none (NaN, an infinity). */
function distanceOf(pairs: readonly Pair[]): number | "unknown" | undefined {
    let [sum, count] = [0, 0];
    for (const [one, other] of pairs) {
        for (const [i, element] of one.elements.entries()) {
            const counterpart = other.elements[i];
            if (typeof element === "number" && typeof counterpart === "number") {
                sum += Math.abs(element - counterpart);
                count += 1;
            } else if (element !== counterpart) {
                return "unknown";
            }
        }
    }
    return count === 0 ? undefined : sum / count;
}
