import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as prettier from "prettier";

import { readResults } from "../../bench/harness/record";
import { packageRoot } from "../package-root";
import { capabilityTable, impossibleTable, routeTable } from "./capability-table";
import { commandList } from "./command-list";
import { configReference } from "./config-reference";
import { configJsonSchema, stackFileSchema } from "./config-schema";
import { commentsOf } from "./doc-comments";
import { errorList } from "./error-list";
import { rowsOf } from "./rights/rows";
import { everything } from "./rights/stack";
import { rightsTable } from "./rights-table";
import { laterList } from "./later-list";
import { metricsPage } from "./metrics/page";
import { performanceFigures } from "./performance/page";
import { ruleTable } from "./rule-table";
import { tableLimits, tableRequests } from "./table-api";

/** A file with parts that are made from the sources. */
export interface Generated {
    readonly file: string;
    readonly text: string;
}

const root = packageRoot();

/** Everything that is made from the sources, as it should be now. */
export async function generated(): Promise<Generated[]> {
    const config = configJsonSchema(commentsOf("components/plan/config/config.ts", "ConfigInput"));
    const rights = rowsOf(await everything());
    const isOfStore = ({ server }: { readonly server: string }) => server.startsWith("store");
    const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
        "docs/reference/cli.md": { commands: commandList() },
        "docs/reference/errors.md": { errors: errorList() },
        "docs/reference/config.md": { config: configReference(config) },
        "docs/policy/rules.md": { rules: ruleTable() },
        "docs/reference/capabilities.md": {
            capabilities: capabilityTable(),
            routes: routeTable(),
            impossible: impossibleTable(),
        },
        "docs/reference/table-api.md": { limits: tableLimits(), requests: tableRequests() },
        "docs/reference/metrics.md": { metrics: metricsPage() },
        "docs/performance.md": { figures: performanceFigures(readResults()) },
        "docs/guides/service.md": { later: laterList() },
        "docs/operations/rights.md": {
            http: rightsTable(rights.filter(row => !isOfStore(row))),
            store: rightsTable(rights.filter(isOfStore)),
        },
    };
    return Promise.all([
        ...Object.entries(pages).map(([file, parts]) => formatted(file, pageWith(file, parts))),
        formatted("meridian.schema.json", JSON.stringify(stackFileSchema(config))),
    ]);
}

/** A page with its parts between their marks. */
function pageWith(file: string, parts: Readonly<Record<string, string>>): string {
    return Object.entries(parts).reduce(
        (text, [name, part]) => {
            const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
            const [from, to] = [text.indexOf(begin), text.indexOf(end)];
            if (from === -1 || to < from) {
                throw new Error(`${file} has no ${begin} … ${end}`);
            }
            const kept = `<!-- prettier-ignore-start -->\n\n${part}\n\n<!-- prettier-ignore-end -->`;
            return `${text.slice(0, from + begin.length)}\n\n${kept}\n\n${text.slice(to)}`;
        },
        readFileSync(path.join(root, file), "utf8"),
    );
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
