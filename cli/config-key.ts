import { readText, shown } from "./files";
import { parseYaml, type Position, type YamlFile } from "./yaml-file";

/** Where something stands: in which file, relative to the current directory, and where there. */
export interface Place extends Position {
    readonly file: string;
}

/** A key of a stack's config, with what is said for it. */
export interface ConfigKey {
    readonly value: unknown;
    /** Where something inside the value stands. */
    readonly placeOf: (inside: readonly (string | number)[]) => Place;
}

/** A YAML file on disk. */
export interface ReadFile extends YamlFile {
    /** Relative to the current directory. */
    readonly shown: string;
}

export function readYaml(file: string): ReadFile {
    return { ...parseYaml(readText(file)), shown: shown(file) };
}

/** What one key of a file says, which may stand deeper in it. */
export function configKey(file: ReadFile, value: unknown, at: readonly string[]): ConfigKey {
    return {
        value,
        placeOf: inside => ({ file: file.shown, ...file.positionOf([...at, ...inside]) }),
    };
}

/** Keys without a namespace are the project's own. */
export function namespaced(key: string, project: string): string {
    return key.includes(":") ? key : `${project}:${key}`;
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, unknown>>)
        : {};
}
