import { z } from "zod";

import { unwrapped } from "./schema-keys";

/** The values that a schema accepts, in terms of a config's author. */
export function allowedBy(schema: z.core.$ZodType): string {
    if (schema instanceof z.ZodUnion) {
        return schema.options.map(option => allowedBy(unwrapped(option))).join(", or ");
    }
    const conditions = new Set(schema._zod.def.checks?.flatMap(conditionOf));
    return [kindOf(schema), ...conditions].filter(part => part !== "").join(", ");
}

/** The message that a check was given. Zod's own messages name its types. */
function conditionOf({ _zod: { def } }: z.core.$ZodCheck): string | [] {
    const message = def.error?.({} as never);
    return typeof message === "string" ? message : [];
}

/** Schemas that describe themselves: a list of values, or a text of a form. */
function kindOf(schema: z.core.$ZodType): string {
    if (schema instanceof z.ZodEnum) {
        return schema.options.join(", ");
    }
    if (schema instanceof z.ZodLiteral) {
        return [...schema.values].join(", ");
    }
    if (schema instanceof z.ZodObject) {
        return `an object with ${Object.keys(schema.shape).join(", ")}`;
    }
    if (schema instanceof z.ZodRecord) {
        return `an object whose keys are ${allowedBy(unwrapped(schema.keyType))}`;
    }
    if (schema instanceof z.ZodNumber) {
        return schema.format === "safeint" ? "a whole number" : "a number";
    }
    return kinds.find(([type]) => schema instanceof type)?.[1] ?? "anything";
}

const kinds = [
    [z.ZodString, "text"],
    [z.ZodBoolean, "true or false"],
    [z.ZodArray, "a list"],
] as const;
