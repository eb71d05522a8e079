import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as prettier from "prettier";

import { capabilityTable, routeTable } from "./capability-table";
import { configReference } from "./config-reference";
import { configJsonSchema, stackFileSchema } from "./config-schema";
import { commentsOf } from "./doc-comments";
import { ruleTable } from "./rule-table";

/** A file with parts that are made from the sources. */
export interface Generated {
    readonly file: string;
    readonly text: string;
}

const root = path.resolve(__dirname, "..");

/** Everything that is made from the sources, as it should be now. */
export async function generated(): Promise<Generated[]> {
    const config = configJsonSchema(commentsOf("components/plan/config/config.ts", "ConfigInput"));
    const readme = Object.entries({
        config: configReference(config),
        capabilities: capabilityTable(),
        routes: routeTable(),
        rules: ruleTable(),
    }).reduce((text, [name, part]) => withPart(text, name, part), readFileSync(path.join(root, "README.md"), "utf8"));
    return Promise.all([
        formatted("README.md", readme),
        formatted("meridian.schema.json", JSON.stringify(stackFileSchema(config))),
    ]);
}

/** Puts a part between its marks. */
function withPart(text: string, name: string, part: string): string {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from) {
        throw new Error(`README.md has no ${begin} … ${end}`);
    }
    const kept = `<!-- prettier-ignore-start -->\n\n${part}\n\n<!-- prettier-ignore-end -->`;
    return `${text.slice(0, from + begin.length)}\n\n${kept}\n\n${text.slice(to)}`;
}

async function formatted(file: string, text: string): Promise<Generated> {
    const options = await prettier.resolveConfig(path.join(root, file));
    return { file, text: await prettier.format(text, { ...options, filepath: file }) };
}

if (require.main === module) {
    void generated().then(files => {
        for (const { file, text } of files) {
            writeFileSync(path.join(root, file), text);
        }
    });
}
