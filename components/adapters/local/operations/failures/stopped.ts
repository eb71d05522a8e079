import type { Failure } from "../../../../watch/drills/operations";
import { bringUp, takeDown } from "../programs";
import type { StackFiles } from "../stack-files";
import { cellIn, regionIn } from "../targets";
import type { FailureKind, Planned } from "./kind";

export interface Stopped {
    readonly programs: readonly string[];
}

/** Kills all that runs in a region, or in a cell, and keeps it down. */
export const stopped: FailureKind<Stopped> = {
    plan: (stack, failure) => Promise.resolve(planned(stack, failure)),
    async begin(place, { programs }) {
        await takeDown(place.supervisor, programs);
        return { end: () => bringUp(place.supervisor, programs) };
    },
    undo: ({ supervisor }, { programs }) => bringUp(supervisor, programs),
};

function planned(stack: StackFiles, failure: Failure): Planned<Stopped> {
    const cell = cellIn(stack, failure);
    const whole = [
        ...cell.regions.flatMap(({ programs }) => programs),
        ...(cell.store?.places ?? []).map(({ program }) => program),
    ];
    const programs = failure.region === undefined ? [...new Set(whole)] : regionIn(stack, failure).programs;
    return {
        entry: { programs },
        what: `killed the ${programs.length} processes of ${failure.region ?? `cell ${cell.name}`}, and keeps them down`,
    };
}
