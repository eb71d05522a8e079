import { z } from "zod";

import { type Cloud, clouds } from "../components/plan/places/catalogue";
import { nearestSpelling } from "../components/plan/config/spelling";
import { UsageError } from "./exit";
import type { Project } from "./project";
import { readWatched } from "./watched";

/** A region of this machine, or of another cloud that the command knows, before its options. Throws `UsageError`. */
export function regionBefore(command: string, [region, ...rest]: readonly string[], others: readonly Cloud[] = []) {
    if (region === undefined || region.startsWith("-")) {
        throw new UsageError(`${command} needs a region before its options, as in local:eu-west`);
    }
    if (!others.some(cloud => region.startsWith(`${cloud}:`))) refuseElsewhere(region);
    return { region, rest };
}

const schema = z.object({
    cells: z.array(z.object({ name: z.string(), regions: z.array(z.object({ region: z.string() })) })),
});

/** Commands act on this machine; a stack may have cells on other clouds. */
export function refuseElsewhere(region: string): void {
    const [cloud = ""] = region.split(":", 1);
    if (cloud !== "local" && (clouds as readonly string[]).includes(cloud)) {
        throw new UsageError(
            `${region} is on ${cloud}, and this command acts on regions of this machine; routing.drain takes a region of any cloud out of traffic`,
        );
    }
}

/** The cell that a region is of, or which of them is meant. */
export function cellOf(project: Project, stack: string, region: string, named: string | undefined): string {
    const { watched } = readWatched(project, stack, schema, ": there is no {file}; run `npm run local`");
    const having = watched.cells.filter(cell => cell.regions.some(one => one.region === region));
    if (having.length === 0) {
        const all = [...new Set(watched.cells.flatMap(cell => cell.regions.map(one => one.region)))];
        const nearest = nearestSpelling(region, all);
        throw new UsageError(
            `stack ${stack} has no region ${region}; ${nearest === undefined ? `there are ${all.join(", ")}` : `did you mean ${nearest}?`}`,
        );
    }
    const names = having.map(({ name }) => name);
    const chosen = named === undefined && names.length === 1 ? names[0] : names.find(name => name === named);
    if (chosen === undefined) {
        throw new UsageError(`${region} is a region of ${names.join(" and ")}; say which with --cell`);
    }
    return chosen;
}
