import type { EnvoyConfiguration } from "./configuration";
import type { Json, JsonObject } from "./envoy";

/**
 * A configuration as JSON text, the same as `JSON.stringify` makes. Routes are most of it, and gates of a cell share nearly all of them as
 * objects (`modelRoutes`): the text of each is made once.
 */
export function configurationText(configuration: EnvoyConfiguration): string {
    const routes: FieldText = hosts => listText(hosts, host => objectText(host as JsonObject, { routes: sharedTexts }));
    const tables: FieldText = all => listText(all, table => objectText(table as JsonObject, { virtual_hosts: routes }));
    return objectText(configuration, { clientRoutes: tables, gateRoutes: tables });
}

type FieldText = (value: Json) => string;

/** The text of an object of whose fields some have a text of their own. */
function objectText(object: object, of: Readonly<Record<string, FieldText>>): string {
    const fields = Object.entries(object)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]: [string, Json]) => `${JSON.stringify(key)}:${of[key]?.(value) ?? JSON.stringify(value)}`);
    return `{${joined(fields)}}`;
}

function listText(list: Json, textOf: (item: Json) => string): string {
    return `[${joined((list as readonly Json[]).map(textOf))}]`;
}

/** Unlike `join` copies no text: that of a gate is copied once, when it is whole. */
function joined(parts: readonly string[]): string {
    return parts.reduce((text, part) => (text === "" ? part : `${text},${part}`), "");
}

const texts = new WeakMap<object, string>();

const sharedTexts: FieldText = list =>
    listText(list, item => {
        const object = item as JsonObject;
        const text = texts.get(object) ?? JSON.stringify(object);
        texts.set(object, text);
        return text;
    });
