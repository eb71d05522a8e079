import { parseDocument } from "yaml";

import type { Entry } from "../../cli/explain/entry";
import { entries } from "../../cli/explain/entries";

/** Every code by its area, as `meridian explain` describes it. */
export function errorList(): string {
    const codes = Object.keys(entries).sort() as (keyof typeof entries)[];
    const areas = [...new Set(codes.map(areaOf))];
    return areas
        .flatMap(area => [
            `## ${area}`,
            ...codes.filter(code => areaOf(code) === area).map(code => section(code, entries[code]!)),
        ])
        .join("\n\n");
}

function areaOf(code: string): string {
    return code.slice(0, code.indexOf("/"));
}

function section(code: string, { cause, example, remedy }: Entry): string {
    return `### ${code}\n\n${cause}\n\n\`\`\`${languageOf(example)}\n${example}\n\`\`\`\n\n${remedy}`;
}

/** Not `ts`: pages have programs under that name, which a test compiles, and these are parts that are wrong. */
function languageOf(example: string): string {
    // The example of `config/yaml` can't be read as YAML.
    const yaml = parseDocument(example).errors.length === 0 ? "yaml" : "text";
    if (/^(?:#.*\n)*[\w-]+:(?:\s|$)/.test(example)) return yaml;
    if (/\bnew \w+\(|^(?:import|const) |^\w+\(/m.test(example)) return "typescript";
    return /^\$ |^meridian |^[A-Z][A-Z0-9_]*=/m.test(example) ? "sh" : yaml;
}
