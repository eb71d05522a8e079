import { setTimeout as pause } from "node:timers/promises";

import type { RegionStatus } from "../../components/watch/state";
import { progress } from "../drill/progress";
import { ProjectError } from "../exit";
import { commonOptions, readOptions } from "../options";
import { regionBefore } from "../region";
import { inCluster } from "./in-cluster";
import { onMachine } from "./on-machine";
import type { ByHand, RegionByHand } from "./region-by-hand";

export interface Outcome {
    readonly cell: string;
    readonly region: string;
    readonly changed: boolean;
    readonly status: RegionStatus;
}

/** Does it, and waits until the hub sees it. Throws `ProjectError` and `UsageError`. */
export async function doByHand(
    command: string,
    hand: ByHand,
    argv: readonly string[],
): Promise<Outcome & { json: boolean }> {
    const { region, rest } = regionBefore(command, argv, ["kubernetes"]);
    const { json, ...asked } = readOptions(rest, { ...commonOptions, cell: { type: "string" } } as const);
    const note = progress();
    const does = region.startsWith("kubernetes:")
        ? inCluster(region, hand, asked, note)
        : await onMachine(region, hand, asked, note);
    const changed = await does.perform();
    note(changed ? hand.begun : hand.already);
    const status = await untilDone(does, region, hand);
    return { cell: does.cell, region, changed, status, json };
}

async function untilDone(does: RegionByHand, region: string, { isDone, via }: ByHand): Promise<RegionStatus> {
    const deadline = performance.now() + does.seenWithinMs;
    for (;;) {
        const found = await does.status();
        if (found !== undefined && isDone(found)) return found;
        if (performance.now() > deadline) {
            throw new ProjectError(
                `${region} is ${found ?? "not known"} after ${does.seenWithinMs / 1000} s, though ${via} was taken; \`npx meridian hub\` shows more`,
            );
        }
        await pause(does.pauseMs);
    }
}
