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
    const found: Json[] = [];
    walk(json, (name, value) => {
        if (name === key) {
            found.push(value);
        }
    });
    return found;
}

/** Every text at any depth. */
export function textsIn(json: Json | readonly JsonObject[]): string[] {
    const found = typeof json === "string" ? [json] : [];
    walk(json, (_, value) => {
        if (typeof value === "string") {
            found.push(value);
        }
    });
    return found;
}

/** Every word at any depth, of keys and texts alike; a path is as many words as it has segments. */
export function wordsIn(json: Json | readonly JsonObject[]): Set<string> {
    const texts = new Set<string>();
    walk(json, (key, value) => {
        texts.add(key);
        if (typeof value === "string") {
            texts.add(value);
        }
    });
    return new Set([...texts].flatMap(text => text.split(/[\s"\\/]+/)));
}

function walk(json: Json | readonly JsonObject[], visit: (key: string, value: Json) => void): void {
    if (typeof json !== "object" || json === null) {
        return;
    }
    // Not by Object.entries, which makes a list for each: properties walk through megabytes.
    for (const key of Object.keys(json)) {
        const value = (json as Readonly<Record<string, Json>>)[key]!;
        visit(key, value);
        walk(value, visit);
    }
}
