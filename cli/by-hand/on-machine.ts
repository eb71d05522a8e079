import type { RegionRef } from "../../components/plan/places/catalogue";
import { NotPossible, type Operations } from "../../components/watch/drills/operations";
import type { ServiceState } from "../../components/watch/state";
import { accountHere } from "../actor";
import { ProjectError } from "../exit";
import { HubClient } from "../hub/hub-client";
import { healFailures, operationsOn } from "../operations";
import { chooseStack, findProject } from "../project";
import { cellOf } from "../region";
import { statusIn } from "./status";
import type { ByHand, RegionByHand } from "./region-by-hand";

const acts = {
    evacuate: (operations: Operations, cell: string, region: RegionRef) =>
        operations.evacuate(cell, region, accountHere()),
    return: (operations: Operations, cell: string, region: RegionRef) =>
        operations.bringBack(cell, region, accountHere()),
} as const;

/** A region of this machine. Both ends of what is done are in the cell's audit trail. */
export async function onMachine(
    said: string,
    { isDone, via }: ByHand,
    { cell: named, stack: asked }: { readonly cell?: string | undefined; readonly stack?: string | undefined },
    note: (text: string) => void,
): Promise<RegionByHand> {
    const project = findProject(process.cwd());
    const stack = chooseStack(project, asked);
    for (const done of await healFailures(project.root, stack)) note(done);
    const operations = operationsOn(project, stack);
    const cell = cellOf(project, stack, said, named);
    const region = said as RegionRef;
    const hub = HubClient.of(project, stack);
    const event = { region, via, subject: "traffic", what: `${via} ${region}` } as const;
    return {
        cell,
        async perform() {
            await operations.record(cell, { ...event, phase: "begun" });
            return acts[via](operations, cell, region).catch((error: unknown) => {
                if (error instanceof NotPossible) throw new ProjectError(error.message);
                throw error;
            });
        },
        async status() {
            const { status, text } = await hub.ask("GET", "/api/state");
            const found = status === 200 ? statusIn(JSON.parse(text) as ServiceState, cell, region) : undefined;
            if (found !== undefined && isDone(found)) await operations.record(cell, { ...event, phase: "done" });
            return found;
        },
        // A watcher looks every two seconds, and the hub too; connections are ended for twenty.
        seenWithinMs: 30_000,
        pauseMs: 250,
    };
}
