/**
 * Amounts as they are read. Three significant digits: what is finer is noise at the rates of a minute. An amount that is not known
 * gives undefined, which `Amount` shows; JSON has no NaN, so a hub's NaN comes as null.
 */
export type Unknowable = number | null | undefined;

const upTo3Digits = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const upTo2Digits = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 });
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

export function isKnown(value: Unknowable): value is number {
    return typeof value === "number" && Number.isFinite(value);
}

/** `48.2`, `1,240`. */
export function rate(perSecond: number): string {
    return perSecond >= 1000 ? whole.format(perSecond) : upTo3Digits.format(perSecond);
}

export function count(value: number): string {
    return whole.format(value);
}

/** A part of one, in percent: `0.034 %`. */
export function percent(part: number): string {
    const value = part * 100;
    return `${value >= 10 ? upTo3Digits.format(value) : upTo2Digits.format(value)} %`;
}

/** `0.4 ms`, `128 ms`, `2.31 s`. */
export function milliseconds(value: number): string {
    return value >= 1000 ? seconds(value / 1000) : `${upTo3Digits.format(value)} ms`;
}

/** `0.35 s`, `74 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function seconds(value: number): string {
    if (value < 120) {
        return `${value < 10 ? upTo2Digits.format(value) : whole.format(value)} s`;
    }
    const minutes = Math.round(value / 60);
    if (minutes < 120) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? both(hours, "h", minutes % 60, "min") : both(Math.floor(hours / 24), "d", hours % 24, "h");
}

function both(large: number, unit: string, small: number, smallUnit: string): string {
    return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** Of distances between distributions: `0.084`. */
export function distance(value: number): string {
    return value.toFixed(3);
}

/** `1 region`, `3 regions`. */
export function counted(number: number, one: string, many = `${one}s`): string {
    return `${number} ${number === 1 ? one : many}`;
}

/** The beginning of a digest, which is enough to tell two apart. */
export function shortDigest(digest: string): string {
    return digest.replace(/^sha256:/, "").slice(0, 12);
}
