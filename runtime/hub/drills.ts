import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { regionRef } from "../../components/plan/config/form";
import type { DrillSummary } from "../../components/watch/state";
import type { Raised } from "../../components/watch/alarms/book";
import type { HubFile } from "./hub-file";

/** The fields of a result that the page shows. */
const schema = z.object({
    drill: z.string(),
    cell: z.string(),
    region: regionRef.optional(),
    at: z.iso.datetime(),
    passed: z.boolean(),
    rtoSeconds: z.number().optional(),
    rpoSeconds: z.number().optional(),
    requests: z.number(),
    failed: z.number(),
    slow: z.number(),
    leaked: z.number(),
});

/** Results of drills, as they lie in a directory; each is read once. */
export class DrillResults {
    private readonly read = new Map<string, DrillSummary | undefined>();

    constructor(private readonly directory: () => string) {}

    /** The newest first. What is no result is passed over. */
    get all(): readonly DrillSummary[] {
        return namesIn(this.directory())
            .flatMap(name => this.result(name) ?? [])
            .sort((a, b) => (a.at < b.at ? 1 : -1));
    }

    private result(name: string): DrillSummary | undefined {
        const file = join(this.directory(), name);
        try {
            const key = `${name} ${statSync(file).mtimeMs}`;
            if (!this.read.has(key)) {
                const { success, data } = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
                this.read.set(key, success ? (JSON.parse(JSON.stringify(data)) as DrillSummary) : undefined);
            }
            return this.read.get(key);
        } catch {
            // Gone since, or being written.
            return undefined;
        }
    }
}

function namesIn(directory: string): string[] {
    try {
        return readdirSync(directory).filter(name => name.endsWith(".json"));
    } catch {
        return [];
    }
}

/** Cells whose last drill is longer ago than was promised; of one that never had any, since the hub knows of it. */
export function overdueDrills(
    { cells, drillsEverySeconds }: HubFile,
    drills: readonly DrillSummary[],
    since: number,
    now: number,
): Raised[] {
    if (drillsEverySeconds === undefined) {
        return [];
    }
    return cells.flatMap(({ name }) => {
        const last = drills.find(({ cell }) => cell === name)?.at;
        const ms = now - (last === undefined ? since : Date.parse(last));
        const days = Math.floor(ms / 86_400_000);
        return ms <= drillsEverySeconds * 1000
            ? []
            : [
                  {
                      id: `drill-overdue ${name}`,
                      kind: "drill-overdue",
                      severity: "ticket",
                      cell: name,
                      message: `the last drill of cell ${name} was ${days} days ago; run \`npx meridian drill region-down --cell ${name}\``,
                  },
              ];
    });
}
