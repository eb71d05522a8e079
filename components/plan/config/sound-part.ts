import type { z } from "zod";

import { pathOf, segmentsOf } from "./paths";
import { allowedKeys } from "./schema-keys";
import { nearestSpelling } from "./spelling";
import { quoted } from "../fault-text";
import { type Container, entriesOf, isContainer } from "./plain";

/** The name that stands in for one of no right form. */
export const standInName = /\bstand-in-\d+\b/;

/** What is left of an input when everything that has no right form is taken out. */
export interface SoundPart<T> {
    readonly value: T;
    /** What was taken out or had to be replaced, by its path in the input; of unknown keys also the one that was meant. */
    readonly removed: readonly string[];
    /** A path in what is left → the same in the input, where lists may be longer. */
    readonly originalPath: (path: string) => string;
    /** A text about what is at a path of the input, with the names that things around it have there instead of stand-ins. */
    readonly withWrittenNames: (text: string, path: string) => string;
}

/**
 * What a whole can't be without, and can be thought of as anything: with a name that is not the right one, the rest of a cell
 * can still be checked.
 */
const standIns: readonly (readonly [at: RegExp, instead: (n: number) => unknown])[] = [
    [/^(service|(cells|models|store\.tables|observability\.exports)\[\d+\]\.name)$/, n => `stand-in-${n}`],
    [/^cells\[\d+\]\.jurisdictions$/, () => ["PT"]],
    [/^cells\[\d+\]\.dataClasses$/, () => ["public"]],
    [/^models$/, n => [{ name: `stand-in-${n}`, releases: { "0.0.0": { artifact: `file:stand-in-${n}` } }, traffic }]],
    [/^models\[\d+\]\.releases(\.\w+|\[[^\]]*\])\.artifact$/, n => `file:stand-in-${n}`],
    [/^models\[\d+\]\.traffic$/, () => structuredClone(traffic)],
    [/^models\[\d+\]\.traffic\[\d+\]\.version$/, () => "0.0.0"],
    [/^models\[\d+\]\.traffic\[\d+\]\.percent$/, () => 100],
];

const traffic = [{ version: "0.0.0", percent: 100 }];

/**
 * Takes out of a JSON value what a schema refuses: a value, else what can't be without it. `undefined` where nothing is left.
 */
export function soundPart<S extends z.ZodType>(schema: S, input: unknown): SoundPart<z.output<S>> | undefined {
    const copy: unknown = copied(input);
    /** Of lists that lost items: where each of the others was. */
    const positions = new Map<unknown, number[]>();
    const removed = new Set<string>();
    /** Names that stand in for others, by the path of what has each. */
    const names = new Map<string, string>();
    const originalPath = (path: readonly PropertyKey[]) => {
        let at: unknown = copy;
        return pathOf(
            path.map(segment => {
                const container = at;
                at = inside(container, segment);
                return typeof segment === "number" ? (positions.get(container)?.[segment] ?? segment) : segment;
            }),
        );
    };

    for (;;) {
        const result = schema.safeParse(copy);
        if (result.success) {
            return {
                value: result.data,
                removed: [...removed],
                originalPath: path => originalPath(segmentsOf(path)),
                withWrittenNames: (text, path) =>
                    [...names]
                        .filter(([owner]) => path.startsWith(owner))
                        .reduce((text, [owner, name]) => text.replaceAll(quoted(name), nameIn(input, owner)), text),
            };
        }
        const refused: PropertyKey[][] = [];
        for (const issue of result.error.issues) {
            const path = originalPath(issue.path);
            const [, instead] = standIns.find(([at]) => at.test(path)) ?? [];
            if (instead === undefined || removed.has(path)) {
                refused.push(...refusedBy(issue, copy));
                meantBy(issue, schema).forEach(path => removed.add(originalPath(path)));
            } else {
                const container = issue.path.slice(0, -1).reduce(inside, copy) as Record<PropertyKey, unknown>;
                const value = instead(removed.size);
                container[issue.path.at(-1)!] = value;
                if (typeof value === "string" && path.endsWith(".name"))
                    names.set(path.slice(0, -".name".length), value);
                removed.add(path);
            }
        }
        if (refused.some(path => path.length === 0)) {
            return undefined;
        }
        refused.map(originalPath).forEach(path => removed.add(path));
        remove(copy, refused, positions);
    }
}

/** The paths to take out for one issue. */
function refusedBy(issue: z.core.$ZodIssue, value: unknown): PropertyKey[][] {
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map(key => [...issue.path, key]);
    }
    const container = issue.path.slice(0, -1).reduce(inside, value);
    const last = issue.path.at(-1);
    return last !== undefined && isObject(container) && Object.hasOwn(container, last)
        ? [issue.path]
        : [issue.path.slice(0, -1)];
}

/** A key that was mistyped is missing under its right name. */
function meantBy(issue: z.core.$ZodIssue, schema: z.ZodType): PropertyKey[][] {
    return issue.code === "unrecognized_keys"
        ? issue.keys.flatMap(key => {
              const meant = nearestSpelling(key, allowedKeys(schema, issue.path));
              return meant === undefined ? [] : [[...issue.path, meant]];
          })
        : [];
}

function remove(root: unknown, paths: readonly PropertyKey[][], positions: Map<unknown, number[]>): void {
    const gone = new Map<Container, Set<PropertyKey>>();
    for (const path of paths) {
        const container = path.slice(0, -1).reduce(inside, root) as Container;
        gone.set(container, (gone.get(container) ?? new Set()).add(path.at(-1)!));
    }
    for (const [container, keys] of gone) {
        if (Array.isArray(container)) {
            const before = positions.get(container) ?? container.map((_, i) => i);
            const kept = container.map((_, i) => i).filter(i => !keys.has(i));
            container.splice(0, container.length, ...kept.map(i => container[i]));
            positions.set(
                container,
                kept.map(i => before[i]!),
            );
        } else {
            keys.forEach(key => Reflect.deleteProperty(container, key));
        }
    }
}

/** Again as far as it is plain, each as often as it is named: what is taken out in one place stays in others. */
function copied(value: unknown, around: readonly Container[] = []): unknown {
    if (!isContainer(value) || around.includes(value)) {
        return value;
    }
    const entries = entriesOf(value).map(([key, inner]) => [key, copied(inner, [...around, value])] as const);
    return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

/** The name of a thing as it was written, else its path: a text in quotes is all that can be shown. */
function nameIn(input: unknown, owner: string): string {
    const name = [...segmentsOf(owner), "name"].reduce(inside, input);
    return typeof name === "string" ? quoted(name) : owner;
}

function inside(value: unknown, key: PropertyKey): unknown {
    return isObject(value) && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}
