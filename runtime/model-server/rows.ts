import type { Elements } from "./datatypes";
import type { Tensor } from "./session";

export type Tensors = Readonly<Record<string, Tensor>>;

/** A model answered with other than a row for each row. */
export class UnlikeRows extends Error {}

/** The rows of a request: the first dimension of all its tensors. Undefined where they differ, or there are none. */
export function rowsOf(feeds: Tensors): number | undefined {
    let rows: number | undefined;
    for (const name in feeds) {
        const size = feeds[name]!.shape[0];
        if (size === undefined || size === 0 || (rows !== undefined && rows !== size)) return undefined;
        rows = size;
    }
    return rows;
}

/** Requests with the same text can be joined: all dimensions but the first are equal. */
export function kindOf(feeds: Tensors): string {
    return Object.keys(feeds)
        .sort()
        .map(name => `${name}:${feeds[name]!.shape.slice(1).join(",")}`)
        .join(";");
}

/** Requests of one kind as one, with the rows of each after those of the one before. */
export function joined(requests: readonly Tensors[]): Tensors {
    const [first] = requests;
    return Object.fromEntries(
        Object.entries(first!).map(([name, { type, shape }]) => {
            const parts = requests.map(feeds => feeds[name]!);
            const rows = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
            const elements = concatenated(parts.map(part => part.elements));
            return [name, { type, shape: [rows, ...shape.slice(1)], elements }];
        }),
    );
}

/** What each request has of results, by the numbers of their rows. */
export function split(results: Tensors, rows: readonly number[]): Tensors[] {
    const total = rows.reduce((sum, some) => sum + some, 0);
    const entries = Object.entries(results);
    if (entries.some(([, { shape }]) => shape[0] !== total)) throw new UnlikeRows();
    let from = 0;
    return rows.map(some => {
        const first = from;
        from += some;
        return Object.fromEntries(
            entries.map(([name, { type, shape, elements }]) => {
                const step = elements.length / total;
                // A list has the same method, with the same meaning.
                const part = (elements as Float32Array).slice(first * step, from * step) as Elements;
                return [name, { type, shape: [some, ...shape.slice(1)], elements: part }];
            }),
        );
    });
}

function concatenated(parts: readonly Elements[]): Elements {
    const [first] = parts;
    if (Array.isArray(first)) return (parts as readonly string[][]).flat();
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    // All are of the input's type.
    const Typed = first!.constructor as new (length: number) => Float32Array;
    const whole = new Typed(length);
    let at = 0;
    for (const part of parts as readonly Float32Array[]) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}
