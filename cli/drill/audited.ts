import type { Rehearsable } from "../../components/watch/drills/operations";
import { ProjectError } from "../exit";
import type { Outcome, Order } from "./run";

/**
 * Runs a drill between two entries of the cell's audit trail, where it keeps one: what was begun and not done was stopped
 * between. Throws `ProjectError` where the first can't be written; nothing was done then.
 */
export async function audited(
    operations: Rehearsable,
    { drill, cell, region, seconds, perSecond }: Order,
    note: (text: string) => void,
    run: () => Promise<Outcome>,
): Promise<Outcome> {
    const what = `drill ${drill} of ${region ?? `cell ${cell.name}`}`;
    const event = { via: "drill", subject: "traffic", what, ...(region && { region }) } as const;
    await operations
        .record(cell.name, { ...event, phase: "begun", detail: { seconds, perSecond } })
        .catch((error: unknown) => {
            throw new ProjectError(`the audit trail can't be written: ${(error as Error).message}`, { cause: error });
        });
    const done = async (detail: Readonly<Record<string, string | number | boolean>>) => {
        try {
            await operations.record(cell.name, { ...event, phase: "done", detail });
        } catch (error) {
            // What the drill has found is not less true for it.
            note(`not in the audit trail: ${(error as Error).message}`);
        }
    };
    try {
        const outcome = await run();
        const { rtoSeconds, rpoSeconds, requests, failed, leaked } = outcome.figures;
        await done({
            passed: outcome.findings.every(({ isMet }) => isMet),
            ...{ requests, failed, leaked },
            ...(rtoSeconds === undefined ? {} : { rtoSeconds }),
            ...(rpoSeconds === undefined ? {} : { rpoSeconds }),
        });
        return outcome;
    } catch (error) {
        await done({ stopped: true });
        throw error;
    }
}
