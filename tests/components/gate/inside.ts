import type { Json, JsonObject } from "../../../components/gate/envoy";

/** What is found by following keys and positions; `undefined` where the way ends early. */
export function inside(json: Json | undefined, ...way: (string | number)[]): Json | undefined {
    return way.reduce<Json | undefined>(
        (value, key) =>
            typeof value === "object" && value !== null ? (value as Readonly<Record<string, Json>>)[key] : undefined,
        json,
    );
}

/** The same for a text; empty where there is none. */
export function textInside(json: Json | undefined, ...way: (string | number)[]): string {
    const value = inside(json, ...way);
    return typeof value === "string" ? value : "";
}

/** Every value of a key, at any depth. */
export function valuesOf(key: string, json: Json | readonly JsonObject[]): Json[] {
    if (typeof json !== "object" || json === null) {
        return [];
    }
    return Object.entries(json as Readonly<Record<string, Json>>).flatMap(([name, value]) => [
        ...(name === key ? [value] : []),
        ...valuesOf(key, value),
    ]);
}

/** Every text at any depth. */
export function textsIn(json: Json | readonly JsonObject[]): string[] {
    if (typeof json === "string") {
        return [json];
    }
    return typeof json === "object" && json !== null
        ? Object.values(json).flatMap((value: Json) => textsIn(value))
        : [];
}
