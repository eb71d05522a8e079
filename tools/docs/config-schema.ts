import { z } from "zod";

import { configSchema } from "../../components/plan/config/config";
import type { Commented } from "./doc-comments";

/** The parts of JSON Schema (draft 2020-12) that the config's has. */
export interface JsonSchema {
    readonly [keyword: string]: unknown;
    readonly type?: string;
    readonly description?: string;
    readonly default?: unknown;
    readonly enum?: readonly unknown[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
    readonly items?: JsonSchema;
    readonly additionalProperties?: JsonSchema | boolean;
    readonly propertyNames?: JsonSchema;
    readonly anyOf?: readonly JsonSchema[];
}

/** The schema of `meridian:*`, each key with what its doc comment says. */
export function configJsonSchema(comments: Commented): JsonSchema {
    const { $schema: _, ...schema } = z.toJSONSchema(configSchema, {
        io: "input",
        unrepresentable: "any",
    }) as JsonSchema;
    return explained(schema, comments);
}

/** The schema of a stack's file, for editors: `# yaml-language-server: $schema=…`. */
export function stackFileSchema(config: JsonSchema): JsonSchema {
    const properties = Object.entries(config.properties ?? {}).map(
        ([key, schema]) => [`meridian:${key}`, schema] as const,
    );
    return {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        title: "A stack of meridian",
        description: "Pulumi.<stack>.yaml, as far as meridian reads it",
        type: "object",
        properties: {
            config: {
                type: "object",
                properties: Object.fromEntries(properties),
                required: (config.required ?? []).map(key => `meridian:${key}`),
                patternProperties: {
                    "^secrets:": { description: "A secret, as `pulumi config set --secret secrets:<name>` writes it" },
                    [`^meridian:(?!(${properties.map(([key]) => key.slice("meridian:".length)).join("|")})$)`]: false,
                },
            },
        },
    };
}

function explained(schema: JsonSchema, { comment, properties, items }: Commented): JsonSchema {
    const inner = schema.properties;
    const values = schema.additionalProperties;
    return {
        ...(comment === "" ? {} : { description: comment }),
        ...schema,
        ...(inner === undefined
            ? {}
            : {
                  properties: Object.fromEntries(
                      Object.entries(inner).map(([key, value]) => [key, explained(value, commentAt(properties, key))]),
                  ),
              }),
        ...(schema.items === undefined || items === undefined ? {} : { items: explained(schema.items, items) }),
        ...(typeof values !== "object" || items === undefined
            ? {}
            : { additionalProperties: explained(values, items) }),
    };
}

function commentAt(properties: Commented["properties"], key: string): Commented {
    return properties[key] ?? { comment: "", properties: {} };
}

/** Keys without an explanation, as paths. */
export function unexplained(schema: JsonSchema, at = ""): string[] {
    return keysIn(schema, at).flatMap(({ path, schema }) => [
        ...(schema.description === undefined ? [path] : []),
        ...unexplained(schema, path),
    ]);
}

export interface Key {
    /** As in `cells[].name` or `models[].releases.<version>.digest`. */
    readonly path: string;
    readonly schema: JsonSchema;
    readonly required: boolean;
}

/** The keys directly inside a schema. Of lists and records those of their items. */
export function keysIn(schema: JsonSchema, at: string): Key[] {
    if (schema.items !== undefined) {
        return keysIn(schema.items, `${at}[]`);
    }
    if (typeof schema.additionalProperties === "object") {
        return keysIn(schema.additionalProperties, `${at}.${nameOf(at)}`);
    }
    return Object.entries(schema.properties ?? {}).map(([key, inner]) => ({
        path: at === "" ? key : `${at}.${key}`,
        schema: inner,
        required: (schema.required ?? []).includes(key),
    }));
}

/** What the keys of a record are, by its name. */
const keyNames: Readonly<Record<string, string>> = { releases: "<version>", claims: "<claim>", secrets: "<variable>" };

function nameOf(at: string): string {
    return keyNames[at.slice(at.lastIndexOf(".") + 1)] ?? "<region>";
}
