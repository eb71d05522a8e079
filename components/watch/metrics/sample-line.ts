import type { Sample } from "./samples";

const nameForm = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelForm = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"([^"\\]*(?:\\[^][^"\\]*)*)"[ \t]*/y;
const openForm = /[ \t]*\{[ \t]*/y;
const closeForm = /\}[ \t]*/y;
const blankForm = /[ \t]+/y;
const commaForm = /,[ \t]*/y;
/** A value, and a time in milliseconds that may follow. */
const valueForm = /([^ \t]+)(?:[ \t]+-?\d+)?[ \t\r]*$/y;
const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The sample of a line of Prometheus's text format; undefined where it is none. Takes time in proportion to the line's length. */
export function readSample(line: string): Sample | undefined {
    let at = 0;
    const take = (form: RegExp): RegExpExecArray | null => {
        form.lastIndex = at;
        const found = form.exec(line);
        at += found?.[0].length ?? 0;
        return found;
    };
    take(blankForm);
    const name = take(nameForm)?.[0];
    const labels = new Map<string, string>();
    if (take(openForm) !== null) {
        while (take(closeForm) === null) {
            const [, label, text] = take(labelForm) ?? [];
            if (label === undefined || text === undefined || labels.has(label)) return undefined;
            labels.set(
                label,
                text.replace(/\\(["\\n])/g, (_, escape) => (escape === "n" ? "\n" : (escape as string))),
            );
            // One may also follow the last label.
            if (take(commaForm) === null && line[at] !== "}") return undefined;
        }
    } else if (take(blankForm) === null) {
        return undefined;
    }
    const value = numberIn(take(valueForm)?.[1] ?? "");
    return name === undefined || value === undefined ? undefined : { name, labels: Object.fromEntries(labels), value };
}

/** Throws a `RangeError` where the name, or that of a label, is none of the format. */
export function writeSample({ name, labels, value }: Sample): string {
    refuseOtherName(name);
    const other = Object.keys(labels).find(label => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label));
    if (other !== undefined) {
        throw new RangeError(
            `label ${JSON.stringify(other)} of ${name} has no name; allowed: letters, digits and _, no digit first`,
        );
    }
    const pairs = Object.entries(labels).map(
        ([label, text]) => `${label}="${text.replace(/["\\\n]/g, one => (one === "\n" ? "\\n" : `\\${one}`))}"`,
    );
    return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${textOf(value)}`;
}

/** Throws a `RangeError` where a metric's name is none of the format. */
export function refuseOtherName(name: string): void {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) {
        throw new RangeError(
            `metric ${JSON.stringify(name)} has no name; allowed: letters, digits, _ and :, no digit first`,
        );
    }
}

function numberIn(text: string): number | undefined {
    const [, sign, word] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
    if (word !== undefined) {
        return word.toLowerCase() === "nan" ? NaN : sign === "-" ? -Infinity : Infinity;
    }
    return numberForm.test(text) ? Number(text) : undefined;
}

function textOf(value: number): string {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
    return Object.is(value, -0) ? "-0" : String(value);
}
