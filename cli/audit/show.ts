import type { Entry } from "../../components/watch/audit/entry";
import { columns } from "../columns";
import { exitCodes } from "../exit";
import { countOf } from "../fault-report";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { styleFor } from "../style";
import { selectionOf } from "./selection";
import { type VerifiedTrail, verifiedTrails } from "./trails";
import { watchedTrails } from "./watched";

/** `meridian audit show` */
export async function show(argv: readonly string[]): Promise<number> {
    const options = readOptions(argv, {
        ...commonOptions,
        cell: { type: "string" },
        region: { type: "string" },
        subject: { type: "string" },
        since: { type: "string" },
        last: { type: "string" },
    } as const);
    const select = selectionOf(options);
    const project = findProject(process.cwd());
    const stack = chooseStack(project, options.stack);
    const trails = await verifiedTrails(watchedTrails(project, stack, options.cell));
    const entries = select(inOrder(trails));
    const broken = trails.filter(({ findings }) => findings.length > 0);
    if (options.json) {
        const answer = { stack, whole: broken.length === 0, entries };
        process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
    } else {
        process.stdout.write(`${table(entries, trails.length > 1)}\n`);
        broken.forEach(({ cell, findings }) => {
            process.stderr.write(
                `${cell}: ${styleFor(process.stderr).bad(`not whole, ${countOf(findings.length, "finding")}`)}; see \`meridian audit verify\`\n`,
            );
        });
    }
    return broken.length === 0 ? exitCodes.ok : exitCodes.faults;
}

/** Of one cell as they stand in its log; of several by time, since nothing else is common to them. */
function inOrder(trails: readonly VerifiedTrail[]): Entry[] {
    const entries = trails.flatMap(trail => trail.entries);
    return trails.length === 1 ? entries : entries.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

function table(entries: readonly Entry[], severalCells: boolean): string {
    if (entries.length === 0) {
        return "no entries";
    }
    const head = ["time", ...(severalCells ? ["cell"] : []), "region", "who", "via", "what"];
    const rows = entries.map(({ time, cell, region, actor, via, phase, what }) => [
        time,
        ...(severalCells ? [cell] : []),
        region ?? "",
        `${actor.user}@${actor.host}`,
        phase === undefined ? via : `${via} ${phase}`,
        what,
    ]);
    const [titles = "", ...lines] = columns(head, rows);
    return [styleFor(process.stdout).dim(titles), ...lines].join("\n");
}
