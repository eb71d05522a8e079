import { Refusal } from "../refusal";

/** More than any model needs, and few enough to be shown in a message. */
const MAX_RANK = 32;
/** The web build passes dimensions as 32-bit integers. */
const MAX_DIMENSION = 2 ** 31 - 1;

/** A request's shape, if it is one and fits what the model declares. */
export function shapeOf(value: unknown, at: string, declared: readonly number[]): readonly number[] {
    if (!Array.isArray(value) || value.length > MAX_RANK || !value.every(isDimension)) {
        throw new Refusal(
            400,
            `${at} must be a list of at most ${MAX_RANK} whole numbers from 0 to ${MAX_DIMENSION}` +
                (declared.length > 0 ? `; allowed: ${show(declared)}` : ""),
        );
    }
    // Without a declared shape the model itself has to say whether it can take this one.
    const fits =
        declared.length === 0 ||
        (declared.length === value.length && declared.every((size, i) => size === -1 || size === value[i]));
    if (!fits) {
        throw new Refusal(400, `${at} is ${show(value)}; allowed: ${show(declared)}, where -1 stands for any size`);
    }
    return value;
}

/** The elements in row-major order. `data` is flat, or nested exactly as the shape says. */
export function flatten(data: readonly unknown[], shape: readonly number[], at: string): readonly unknown[] {
    if (data.some(Array.isArray)) {
        return flattenNested(data, shape, at);
    }
    const wanted = sizeOf(shape);
    if (data.length !== wanted) {
        const count = Number.isSafeInteger(wanted)
            ? `${wanted}, not the ${data.length}`
            : `more than the ${data.length}`;
        throw new Refusal(400, `${at}: shape ${show(shape)} needs ${count} elements given`);
    }
    return data;
}

/** Level by level, not by recursion: how deep a request nests is the sender's choice. */
function flattenNested(data: readonly unknown[], shape: readonly number[], at: string): readonly unknown[] {
    let level: readonly unknown[] = [data];
    for (const [depth, size] of shape.entries()) {
        const next: unknown[] = [];
        for (const list of level) {
            if (!Array.isArray(list) || list.length !== size) {
                throw new Refusal(
                    400,
                    `${at} must be flat or nested as shape ${show(shape)}; level ${depth + 1} is not`,
                );
            }
            for (const item of list) {
                next.push(item);
            }
        }
        level = next;
    }
    return level;
}

/** The number of elements; for huge dimensions only roughly, which then is more than any request has. */
function sizeOf(shape: readonly number[]): number {
    // A zero first: infinity times zero is no number.
    return shape.includes(0) ? 0 : shape.reduce((size, dimension) => size * dimension, 1);
}

function isDimension(value: unknown): value is number {
    return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_DIMENSION;
}

function show(shape: readonly number[]): string {
    return `[${shape.join(", ")}]`;
}
