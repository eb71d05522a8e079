import { z } from "zod";

import { allowedBy } from "./allowed";
import { type Fault, quoted, refuse } from "../faults";
import { pathOf, segmentsOf } from "./paths";
import { nearestRemedy, typeRemedy, valueRemedy } from "./remedies";
import { correction } from "./spelling";
import { allowedKeys, keySchemaAt, schemaAt } from "./schema-keys";

/** Any part of the config. Faults contain the path inside the whole. Throws `ConfigFaults`. */
export function parse<S extends z.ZodType>(schema: S, input: unknown, at = ""): z.output<S> {
    const { value, faults } = read(schema, input, at);
    refuse(faults);
    return value as z.output<S>;
}

/** The typed value, or the faults in the form of the input. */
export function read<S extends z.ZodType>(
    schema: S,
    input: unknown,
    at = "",
): { readonly value?: z.output<S>; readonly faults: readonly Fault[] } {
    // To compile a schema takes longer than the one time that most are used.
    const result = schema.safeParse(input, { reportInput: true, jitless: true });
    return result.success
        ? { value: result.data, faults: [] }
        : { faults: onePerCause(onePerPath(result.error.issues.flatMap(issue => foundIn(issue, schema, at)))) };
}

/** A fault whose problem is completed with the expectation once all conditions that a value violates are known. */
interface Found extends Fault {
    readonly expected?: readonly string[];
}

/** A missing key next to a mistyped one is one mistake. */
function onePerCause(faults: readonly Fault[]): Fault[] {
    const meant = new Set(
        faults.flatMap(({ code, path, allowed = [], remedy }) => {
            if (code !== "config/unknown-key") return [];
            const around = segmentsOf(path).slice(0, -1);
            return allowed.filter(key => remedy === correction(key)).map(key => pathOf([...around, key]));
        }),
    );
    return faults.filter(({ code, path }) => code !== "config/missing" || !meant.has(path));
}

function foundIn(issue: z.core.$ZodIssue, whole: z.ZodType, at: string): Found[] {
    const path = pathOf(issue.path, at) || "config";
    switch (issue.code) {
        case "unrecognized_keys": {
            const keys = allowedKeys(whole, issue.path);
            return issue.keys.map(key => ({
                code: "config/unknown-key",
                path: pathOf([...issue.path, key], at),
                problem: `unknown key ${quoted(key)}${path === "config" ? "" : ` in ${lastOf(path)}`}`,
                allowed: keys,
                remedy: nearestRemedy(key, keys) ?? "remove the key, or correct its spelling",
            }));
        }
        case "invalid_key": {
            const key = String(issue.path.at(-1));
            const remedy = valueRemedy(keySchemaAt(whole, issue.path)!, key) ?? "rename the key";
            return issue.issues.map(({ message }) => ({
                code: "config/key",
                path,
                value: shown(key),
                problem: `invalid key ${quoted(key)}`,
                expected: [message],
                remedy,
            }));
        }
        default:
            return [{ path, ...valueFault(issue, schemaAt(whole, issue.path)!, lastOf(path)) }];
    }
}

/** The problem of a present value. A missing value has nothing to show. */
function valueFault(issue: z.core.$ZodIssue, schema: z.core.$ZodType, name: string): Omit<Found, "path"> {
    const { code, input, message } = issue;
    const value = shown(input);
    if (input === undefined) {
        return { code: "config/missing", problem: `${name} is missing`, ...expectedBy(schema), remedy: "add it" };
    }
    const problem = isContainer(input) ? `${name} is ${value as string}` : `invalid value ${quoted(value)} for ${name}`;
    if (code === "invalid_value") {
        const allowed = issue.values.map(String);
        const remedy = nearestRemedy(input, allowed) ?? "use one of the allowed values";
        return { code: "config/value", value, problem, allowed, remedy };
    }
    if (code !== "invalid_union" && code !== "invalid_type") {
        const expected = isOfZod(message) ? expectedBy(schema) : { expected: [message] };
        const remedy = valueRemedy(schema, input) ?? "correct the value";
        return { code: "config/value", value, problem, ...expected, remedy };
    }
    const isOfKind =
        schema instanceof z.ZodUnion
            ? typeof input === "string"
            : typeof input === "number" && schema instanceof z.ZodNumber;
    return {
        ...{ value, problem, ...expectedBy(schema) },
        ...(isOfKind
            ? { code: "config/value", remedy: "correct the value" }
            : { code: "config/type", remedy: typeRemedy(schema, input) }),
    };
}

/** The values that the schema lists, or a description. */
function expectedBy(schema: z.core.$ZodType): Pick<Found, "allowed" | "expected"> {
    if (schema instanceof z.ZodEnum) return { allowed: schema.options.map(String) };
    if (schema instanceof z.ZodLiteral) return { allowed: [...schema.values].map(String) };
    return { expected: [allowedBy(schema)] };
}

/** The last key of a path, with its position in a list: what a user searches for in the file. */
function lastOf(path: string): string {
    const segments = segmentsOf(path);
    const from = segments.findLastIndex(segment => typeof segment === "string");
    return pathOf(segments.slice(Math.max(from, 0)));
}

function isContainer(value: unknown): boolean {
    return typeof value === "object" && value !== null;
}

/** A check without its own message, such as that of whole numbers, has zod's, which names types that no config has. */
function isOfZod(message: string): boolean {
    return /^(Invalid|Too) /.test(message);
}

/** A value that violates several conditions is corrected once. */
function onePerPath(found: readonly Found[]): Fault[] {
    const byPath = new Map<string, Found>();
    for (const one of found) {
        const other = byPath.get(one.path);
        byPath.set(one.path, other === undefined ? one : both(other, one));
    }
    return [...byPath.values()].map(({ expected, ...fault }) => ({
        ...fault,
        problem: expected === undefined ? fault.problem : `${fault.problem}, expected ${expected.join(", ")}`,
    }));
}

/** Nothing for a list of values: the fault has the list itself. */
function expectedOf({ expected = [] }: Found): string {
    return expected.join(", ");
}

/** Of two messages, the one that contains the other is enough. */
function both(one: Found, other: Found): Found {
    const text = expectedOf(one);
    const further = expectedOf(other);
    return text.includes(further) ? one : { ...one, expected: [text, further] };
}

/** Objects and lists are described by their type: their content has paths of its own. No config can contain other things. */
function shown(value: unknown): unknown {
    switch (typeof value) {
        case "object":
            return value === null ? null : Array.isArray(value) ? "a list" : "an object";
        case "number":
            return Number.isFinite(value) ? value : String(value);
        case "string":
        case "boolean":
            return value;
        default:
            return `a ${typeof value}`;
    }
}
