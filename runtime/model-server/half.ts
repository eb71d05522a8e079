/**
 * FP16 as bits: Node 20 has no Float16Array. A number is rounded once, to nearest, ties to even, as IEEE 754 asks:
 * dividing by the distance between neighbours at that size is exact, so the only rounding is the one below.
 */
export function toHalf(value: number): number {
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    // Below 2^-14 the neighbours stop getting closer.
    const exponent = Math.max(-14, size === 0 ? -14 : exponentOf(size));
    const steps = roundToEven(size / 2 ** (exponent - 10));
    // A carry out of the ten bits runs into the exponent, which is where it belongs.
    return sign | (exponent === -14 ? steps : ((exponent + 15) << 10) + (steps - 1024));
}

export function fromHalf(bits: number): number {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) {
        return fraction === 0 ? sign * Infinity : NaN;
    }
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Everything from here on rounds to infinity. */
export const HALF_LIMIT = 65520;

function exponentOf(size: number): number {
    const guess = Math.floor(Math.log2(size));
    return 2 ** guess > size ? guess - 1 : 2 ** (guess + 1) <= size ? guess + 1 : guess;
}

function roundToEven(value: number): number {
    const down = Math.floor(value);
    const rest = value - down;
    return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
