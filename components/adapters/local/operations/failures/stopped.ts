import type { Fault } from "../../../../watch/drills/operations";
import { bringUp, takeDown } from "../programs";
import type { StackFiles } from "../stack-files";
import { cellIn, regionIn } from "../targets";
import type { FaultKind, Planned } from "./kind";

export interface Stopped {
    readonly programs: readonly string[];
}

/** Kills all that runs in a region, or in a cell, and keeps it down. */
export const stopped: FaultKind<Stopped> = {
    plan: (stack, fault) => Promise.resolve(planned(stack, fault)),
    async begin(place, { programs }) {
        await takeDown(place.supervisor, programs);
        return { end: () => bringUp(place.supervisor, programs) };
    },
    undo: ({ supervisor }, { programs }) => bringUp(supervisor, programs),
};

function planned(stack: StackFiles, fault: Fault): Planned<Stopped> {
    const cell = cellIn(stack, fault);
    const whole = [
        ...cell.regions.flatMap(({ programs }) => programs),
        ...(cell.store?.places ?? []).map(({ program }) => program),
    ];
    const programs = fault.region === undefined ? [...new Set(whole)] : regionIn(stack, fault).programs;
    return {
        entry: { programs },
        what: `killed the ${programs.length} processes of ${fault.region ?? `cell ${cell.name}`}, and keeps them down`,
    };
}
