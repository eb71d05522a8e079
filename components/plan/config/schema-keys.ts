import { z } from "zod";

/** The keys that an object at a path of a schema may have; none where it has no fixed ones. */
export function allowedKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
    const found = schemaAt(schema, path);
    return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** What a schema asks for at a path, unwrapped; `undefined` where it knows no such path. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
    return path.reduce<z.core.$ZodType | undefined>(
        (outer, key) => outer && within(outer, String(key)),
        unwrapped(schema),
    );
}

/** The schema of the keys at whose values a path ends, where they aren't fixed. */
export function keySchemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
    const record = schemaAt(schema, path.slice(0, -1));
    return record instanceof z.ZodRecord ? unwrapped(record.keyType) : undefined;
}

function within(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
    const inner =
        schema instanceof z.ZodObject
            ? ownIn(schema.shape, key)
            : schema instanceof z.ZodArray
              ? schema.element
              : schema instanceof z.ZodRecord
                ? schema.valueType
                : undefined;
    return inner && unwrapped(inner);
}

/** By own key: every object also has a `constructor`. */
function ownIn(shape: Readonly<Record<string, z.core.$ZodType>>, key: string): z.core.$ZodType | undefined {
    return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

/** A schema without what makes it optional, and without what becomes of its values. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
    return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
        ? unwrapped(schema.unwrap())
        : schema instanceof z.ZodPipe
          ? unwrapped(schema.in)
          : schema;
}
