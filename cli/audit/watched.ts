import path from "node:path";

import { z } from "zod";

import type { TrailFiles } from "../../components/watch/audit/trail";
import { nearestSpelling } from "../../components/plan/config/spelling";
import { ProjectError, UsageError } from "../exit";
import type { Project } from "../project";
import { readWatched } from "../watched";

/** Of `watched.json`, in which a stack says where what it watches lies, as much as audit trails need. */
const watchedSchema = z.object({
    service: z.string(),
    cells: z.array(
        z.object({
            name: z.string(),
            /** Relative to the file's directory. */
            audit: z.object({ log: z.string(), anchors: z.array(z.string()) }).optional(),
        }),
    ),
});

/** Where the audit trails of a stack that is up lie, or of one cell of it. Throws `ProjectError`, and `UsageError` for the cell. */
export function watchedTrails(project: Project, stack: string, cell: string | undefined): readonly TrailFiles[] {
    const { directory, watched } = readWatched(
        project,
        stack,
        watchedSchema,
        `, or keeps no audit trail: there is no {file}; ${remedy}`,
    );
    const trails = watched.cells.flatMap(({ name, audit }) =>
        audit === undefined
            ? []
            : [
                  {
                      cell: name,
                      log: path.resolve(directory, audit.log),
                      anchors: audit.anchors.map(anchor => path.resolve(directory, anchor)),
                  },
              ],
    );
    if (trails.length === 0) {
        throw new ProjectError(`stack ${stack} keeps no audit trail; ${remedy}`);
    }
    const chosen = cell === undefined ? trails : trails.filter(trail => trail.cell === cell);
    if (chosen.length === 0) {
        const names = trails.map(trail => trail.cell);
        const nearest = nearestSpelling(cell ?? "", names);
        throw new UsageError(
            `there is no audit trail of a cell ${JSON.stringify(cell)}; ${nearest === undefined ? `there are those of ${names.join(", ")}` : `did you mean ${nearest}?`}`,
        );
    }
    return chosen;
}

const remedy = "set audit: true in meridian:observability, and run `pulumi up`";
