import { setTimeout as pause } from "node:timers/promises";

import type { RegionRef } from "../../components/plan/places/catalogue";
import { NotPossible, type Operations } from "../../components/watch/drills/operations";
import type { RegionStatus, ServiceState } from "../../components/watch/state";
import { accountHere } from "../actor";
import { progress } from "../drill/progress";
import { ProjectError } from "../exit";
import { HubClient } from "../hub/hub-client";
import { healFailures, operationsOn } from "../operations";
import { commonOptions, readOptions } from "../options";
import { chooseStack, findProject } from "../project";
import { cellOf, regionBefore } from "../region";

/** A change of a region's traffic by hand. */
export interface ByHand {
    readonly via: "evacuate" | "return";
    /** In words, of the region. */
    readonly begun: string;
    readonly already: string;
    perform(operations: Operations, cell: string, region: RegionRef, by: string): Promise<boolean>;
    /** What the region is once it is done. */
    readonly isDone: (status: RegionStatus) => boolean;
}

export interface Outcome {
    readonly cell: string;
    readonly region: string;
    readonly changed: boolean;
    readonly status: RegionStatus;
}

type Place = Pick<Outcome, "cell" | "region">;

/** A watcher looks every two seconds, and the hub too; connections are ended for twenty. */
const DONE_MS = 30_000;
const PAUSE_MS = 250;

/** Does it, writes it down, and waits until the hub sees it. Throws `ProjectError` and `UsageError`. */
export async function doByHand(
    command: string,
    hand: ByHand,
    argv: readonly string[],
): Promise<Outcome & { json: boolean }> {
    const { region: said, rest } = regionBefore(command, argv);
    const options = readOptions(rest, { ...commonOptions, cell: { type: "string" } } as const);
    const project = findProject(process.cwd());
    const stack = chooseStack(project, options.stack);
    const note = progress();
    for (const done of await healFailures(project.root, stack)) note(done);
    const operations = operationsOn(project, stack);
    const cell = cellOf(project, stack, said, options.cell);
    const region = said as RegionRef;
    const hub = HubClient.of(project, stack);
    const event = { region, via: hand.via, subject: "traffic", what: `${hand.via} ${region}` } as const;
    await operations.record(cell, { ...event, phase: "begun" });
    const changed = await hand.perform(operations, cell, region, accountHere()).catch((error: unknown) => {
        if (error instanceof NotPossible) throw new ProjectError(error.message);
        throw error;
    });
    note(changed ? hand.begun : hand.already);
    const status = await untilDone(hub, { cell, region }, hand);
    await operations.record(cell, { ...event, phase: "done" });
    return { cell, region, changed, status, json: options.json };
}

async function untilDone(hub: HubClient, { cell, region }: Place, { isDone, via }: ByHand): Promise<RegionStatus> {
    const deadline = performance.now() + DONE_MS;
    for (;;) {
        const { status, text } = await hub.ask("GET", "/api/state");
        const regions = status === 200 ? (JSON.parse(text) as ServiceState).regions : [];
        const found = regions.find(one => one.cell === cell && one.region === region)?.status;
        if (found !== undefined && isDone(found)) return found;
        if (performance.now() > deadline) {
            throw new ProjectError(
                `${region} is ${found ?? "not known"} after ${DONE_MS / 1000} s, though ${via} was taken; \`npx meridian hub\` shows more`,
            );
        }
        await pause(PAUSE_MS);
    }
}
