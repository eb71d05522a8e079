import { type JsonSchema, type Key, keysIn } from "./config-schema";
import { table } from "./markdown";

/** The reference of `meridian:*` for docs/reference/config.md: a table for each key of the first level. */
export function configReference(config: JsonSchema): string {
    const top = keysIn(config, "");
    const plain = top.filter(({ schema }) => keysIn(schema, "").length === 0);
    const sections = top.filter(key => !plain.includes(key));
    return [
        tableOf(plain),
        ...sections.map(({ path, schema, required }) =>
            [
                `## \`meridian:${path}\``,
                schema.description ?? "",
                required ? "Required." : "",
                tableOf(keysBelow(schema, path)),
            ]
                .filter(text => text !== "")
                .join("\n\n"),
        ),
    ].join("\n\n");
}

/** All keys inside, at any depth, in order. */
function keysBelow(schema: JsonSchema, at: string): Key[] {
    return keysIn(schema, at).flatMap(key => [key, ...keysBelow(key.schema, key.path)]);
}

function tableOf(keys: readonly Key[]): string {
    const rows = keys.map(({ path, schema, required }) => [
        `\`${path}\``,
        formOf(schema),
        required
            ? "required"
            : schema.default === undefined || isEmpty(schema.default)
              ? ""
              : `\`${JSON.stringify(schema.default)}\``,
        schema.description ?? "",
    ]);
    return table(["key", "value", "default", "what it is for"], rows);
}

function isEmpty(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What may stand there, in a few words. */
function formOf(schema: JsonSchema): string {
    if (schema.enum !== undefined) {
        return schema.enum.map(value => `\`${String(value)}\``).join(", ");
    }
    if (schema.anyOf !== undefined) {
        return schema.anyOf.map(formOf).join(", or ");
    }
    if (schema.type === "array") {
        return `list of ${plural(formOf(schema.items ?? {}))}`;
    }
    if (schema.type === "number" || schema.type === "integer") {
        return `${schema.type === "integer" ? "whole number" : "number"}${rangeOf(schema)}`;
    }
    return { boolean: "`true` or `false`", object: "object", string: "text" }[schema.type ?? ""] ?? "any";
}

function plural(form: string): string {
    return { text: "texts", object: "objects" }[form] ?? form;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
    const most = maximum as number | undefined;
    if (typeof minimum === "number") return most === undefined ? `, ${minimum} or more` : `, ${minimum} to ${most}`;
    if (typeof exclusiveMinimum !== "number") return "";
    return `, more than ${exclusiveMinimum}${most === undefined ? "" : `, ${most} at most`}`;
}
