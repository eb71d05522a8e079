import {
    type Document,
    isAlias,
    isMap,
    isScalar,
    isSeq,
    LineCounter,
    type Node,
    type Pair,
    parseDocument,
    visit,
    type YAMLError,
    type YAMLMap,
} from "yaml";

import { type YamlError, yamlErrors } from "./yaml-errors";
import { engineScalars } from "./yaml-scalars";

/** Where something stands in a file, from 1. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** A YAML file as the engine reads it, with the place of everything in it. */
export interface YamlFile {
    /** Nothing where the file has errors. */
    readonly value?: unknown;
    /** Why the file is no YAML. */
    readonly errors: readonly (Position & Omit<YamlError, "offset">)[];
    /** Where the value at a path stands, or the nearest around it: of a key the key itself. */
    positionOf(path: readonly (string | number)[]): Position;
}

export function parseYaml(text: string): YamlFile {
    const lines = new LineCounter();
    const source = text.replace(/^\uFEFF/, "");
    const document = parseDocument(source, {
        lineCounter: lines,
        prettyErrors: false,
        merge: true,
        customTags: tags => [...engineScalars, ...tags],
    });
    const at = (offset: number): Position => {
        const { line, col } = lines.linePos(offset);
        return { line, column: col };
    };
    const errors = yamlErrors([...document.errors, ...unresolvedIn(document)], source).map(({ offset, ...error }) => ({
        ...at(offset),
        ...error,
    }));
    const positionOf = (path: readonly (string | number)[]) => at(startOf(document, path));
    if (errors.length > 0) {
        return { errors, positionOf };
    }
    try {
        return { value: document.toJS() as unknown, errors, positionOf };
    } catch (error) {
        // Whether aliases of aliases expand to more than memory holds is known only here.
        const message = `the aliases of the file can't be expanded: ${(error as Error).message}`;
        return { errors: [{ line: 1, column: 1, message, remedy: "write out some of the aliases" }], positionOf };
    }
}

/** Of these the parser reports an error in `toJS` only, without a position. */
function unresolvedIn(document: Document): Pick<YAMLError, "code" | "message" | "pos">[] {
    const found: Pick<YAMLError, "code" | "message" | "pos">[] = [];
    visit(document, {
        Alias: (_, alias) => {
            if (alias.resolve(document) === undefined) {
                const [start = 0, end = start] = alias.range ?? [];
                const message = `alias *${alias.source} has no anchor &${alias.source} before it`;
                found.push({ code: "BAD_ALIAS", message, pos: [start, end] });
            }
        },
    });
    return found;
}

function startOf(document: Document, path: readonly (string | number)[]): number {
    let node: unknown = document.contents;
    let start = document.contents?.range?.[0] ?? 0;
    for (const segment of path) {
        const container = isAlias(node) ? node.resolve(document) : node;
        if (isMap(container)) {
            const pair = pairOf(container, segment, document);
            if (pair === undefined) break;
            start = (pair.key as Node).range?.[0] ?? start;
            node = pair.value;
        } else if (isSeq(container) && typeof segment === "number" && segment < container.items.length) {
            node = container.items[segment];
            start = (node as Node).range?.[0] ?? start;
        } else {
            break;
        }
    }
    return start;
}

/** A key of a mapping, or of those that are merged into it by `<<`. Keys that are numbers are text in the end. */
function pairOf(map: YAMLMap, key: string | number, document: Document): Pair | undefined {
    const own = map.items.find(item => isScalar(item.key) && String(item.key.value) === String(key));
    return own ?? mergedInto(map, document).flatMap(other => pairOf(other, key, document) ?? [])[0];
}

function mergedInto(map: YAMLMap, document: Document): YAMLMap[] {
    const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
    return map.items
        .filter(({ key }) => isScalar(key) && key.source === "<<")
        .map(({ value }) => resolved(value))
        .flatMap(value => (isSeq(value) ? value.items.map(resolved) : [value]))
        .filter(value => isMap(value));
}
