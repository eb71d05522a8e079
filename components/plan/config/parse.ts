import { z } from "zod";

import { allowedBy } from "./allowed";
import { type Fault, refuse } from "../faults";
import { pathOf, segmentsOf } from "./paths";
import { nearestRemedy, typeRemedy, valueRemedy } from "./remedies";
import { correction } from "./spelling";
import { allowedKeys, keySchemaAt, schemaAt } from "./schema-keys";

/** Any part of the config, with faults told by their path inside the whole. Throws `ConfigFaults`. */
export function parse<S extends z.ZodType>(schema: S, input: unknown, at = ""): z.output<S> {
    const { value, faults } = read(schema, input, at);
    refuse(faults);
    return value as z.output<S>;
}

/** The typed value, or what is wrong in the form of the input. */
export function read<S extends z.ZodType>(
    schema: S,
    input: unknown,
    at = "",
): { readonly value?: z.output<S>; readonly faults: readonly Fault[] } {
    // To compile a schema takes longer than the one time that most are used.
    const result = schema.safeParse(input, { reportInput: true, jitless: true });
    return result.success
        ? { value: result.data, faults: [] }
        : { faults: onePerCause(onePerPath(result.error.issues.flatMap(issue => faultsOf(issue, schema, at)))) };
}

/** A key that is missing, and stands there mistyped, is one mistake. */
function onePerCause(faults: readonly Fault[]): Fault[] {
    const meant = new Set(
        faults.flatMap(({ code, path, allowed, remedy }) => {
            if (code !== "config/unknown-key") return [];
            const around = segmentsOf(path).slice(0, -1);
            return allowed
                .split(", ")
                .filter(key => remedy === correction(key))
                .map(key => pathOf([...around, key]));
        }),
    );
    return faults.filter(({ code, path }) => code !== "config/missing" || !meant.has(path));
}

function faultsOf(issue: z.core.$ZodIssue, whole: z.ZodType, at: string): Fault[] {
    const path = pathOf(issue.path, at) || "config";
    switch (issue.code) {
        case "unrecognized_keys": {
            const keys = allowedKeys(whole, issue.path);
            return issue.keys.map(key => ({
                code: "config/unknown-key",
                path: pathOf([...issue.path, key], at),
                allowed: keys.join(", "),
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
                allowed: message,
                remedy,
            }));
        }
        default:
            return [{ path, ...valueFault(issue, schemaAt(whole, issue.path)!) }];
    }
}

/** What is wrong with a value that stands where one may; of none there is nothing to show. */
function valueFault(issue: z.core.$ZodIssue, schema: z.core.$ZodType): Omit<Fault, "path"> {
    const { code, input, message } = issue;
    const value = shown(input);
    if (input === undefined) {
        return { code: "config/missing", allowed: allowedBy(schema), remedy: "add it" };
    }
    if (code === "invalid_value") {
        const values = issue.values.map(String);
        const remedy = nearestRemedy(input, values) ?? "use one of the allowed values";
        return { code: "config/value", value, allowed: values.join(", "), remedy };
    }
    if (code !== "invalid_union" && code !== "invalid_type") {
        const allowed = isOfZod(message) ? allowedBy(schema) : message;
        return { code: "config/value", value, allowed, remedy: valueRemedy(schema, input) ?? "correct the value" };
    }
    const isOfKind =
        schema instanceof z.ZodUnion
            ? typeof input === "string"
            : typeof input === "number" && schema instanceof z.ZodNumber;
    return isOfKind
        ? { code: "config/value", value, allowed: allowedBy(schema), remedy: "correct the value" }
        : { code: "config/type", value, allowed: allowedBy(schema), remedy: typeRemedy(schema, input) };
}

/** Where a check has no words of its own, as that of whole numbers, zod speaks, of types that no config has. */
function isOfZod(message: string): boolean {
    return /^(Invalid|Too) /.test(message);
}

/** What breaks several conditions is one value, to be corrected once. */
function onePerPath(faults: readonly Fault[]): Fault[] {
    const byPath = new Map<string, Fault>();
    for (const fault of faults) {
        const { path, allowed } = fault;
        const other = byPath.get(path);
        byPath.set(path, other === undefined || allowed.includes(other.allowed) ? fault : both(other, fault));
    }
    return [...byPath.values()];
}

function both(one: Fault, other: Fault): Fault {
    return one.allowed.includes(other.allowed) ? one : { ...one, allowed: `${one.allowed}, ${other.allowed}` };
}

/** Objects and lists are told by what they are: their content has paths of its own. Other things no config can hold. */
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
