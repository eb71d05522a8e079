import type { Inputs } from "../../support/mocked-engine";
import type { Conversion, Counterpart } from "./counterparts/counterpart";

/** A value of inputs, with its path and the indices on it: `rules[].ruleName` and [0]. */
interface Leaf {
    readonly path: string;
    readonly indices: readonly number[];
    readonly value: unknown;
}

/** What CloudFormation would call the same properties. */
export function propertiesOf(inputs: Inputs, counterpart: Counterpart): Inputs {
    const { adds = {}, names = {}, without = {} } = counterpart;
    const properties: Record<string, unknown> = {};
    for (const leaf of leavesOf(inputs, counterpart)) {
        if (!Object.keys(without).some(left => isWithin(leaf.path, left)))
            put(properties, placeOf(leaf, names), leaf.value);
    }
    for (const [place, value] of Object.entries(adds)) put(properties, place, value);
    return properties;
}

function leavesOf(inputs: Inputs, { values = {} }: Counterpart): Leaf[] {
    const leaves: Leaf[] = [];
    const walk = (given: unknown, path: string, indices: readonly number[]): void => {
        const conversion = values[path] ?? (/(^|\.)tags$/.test(path) && !Array.isArray(given) ? "tags" : undefined);
        const value = converted(given, conversion);
        const leaf = () => leaves.push({ path, indices, value });
        if (conversion !== undefined && conversion !== "properties") leaf();
        else if (Array.isArray(value) && value.length > 0) {
            value.forEach((each, i) => {
                walk(each, `${path}[]`, [...indices, i]);
            });
        } else if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
            for (const [key, each] of Object.entries(value)) walk(each, path === "" ? key : `${path}.${key}`, indices);
        } else leaf();
    };
    // What has a name of that kind is the provider's own note.
    walk(Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__"))), "", []);
    return leaves;
}

function converted(value: unknown, conversion: Conversion | "tags" | undefined): unknown {
    if (conversion === undefined || conversion === "map") return value;
    if (conversion === "json" || conversion === "properties") {
        return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
    }
    if (conversion === "pairs" || conversion === "tags") {
        const key = conversion === "tags" ? "Key" : "Name";
        return Object.entries(value as object).map(([name, each]) => ({ [key]: name, Value: each as unknown }));
    }
    return typeof conversion === "function" ? conversion(value) : conversion[String(value)];
}

const isWithin = (path: string, above: string) =>
    path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);

/** `Rules[0].RuleName` */
function placeOf({ indices, path }: Leaf, names: Readonly<Record<string, string>>): string {
    const [from, to] = Object.entries(names)
        .filter(([name]) => isWithin(path, name))
        .reduce((longest, each) => (each[0].length > longest[0].length ? each : longest), ["", ""]);
    const rest = path
        .slice(from.length)
        .replace(/(^|\.)([a-z])/g, (_, dot: string, first: string) => dot + first.toUpperCase());
    const numbered = (text: string, given: readonly number[]) => {
        let next = 0;
        return text.replace(/\[\]/g, () => `[${given[next++]!}]`);
    };
    return numbered(to, indices) + numbered(rest, indices.slice(countOf(from)));
}

const countOf = (path: string) => path.split("[]").length - 1;

function put(properties: Record<string, unknown>, place: string, value: unknown): void {
    const steps = [...place.matchAll(/[^.[\]]+/g)].map(([step]) => step);
    let at: Record<string, unknown> = properties;
    for (const [i, step] of steps.slice(0, -1).entries()) {
        at[step] ??= /^\d+$/.test(steps[i + 1]!) ? [] : {};
        at = at[step] as Record<string, unknown>;
    }
    at[steps.at(-1)!] = value;
}
