import { inTurn } from "./mutex";

/** A process that may be restarted. */
export interface Restarted {
    /** The stack's runtime directory. */
    readonly root: string;
    readonly name: string;
    /** What it runs: a fault of one is likely to be a fault of all that run the same. */
    readonly program: string;
}

/** By stack and program: the process that ran, was restarted and did not become ready. */
const failed = new Map<string, string>();

/**
 * Restarts processes of a stack one after the other, each ready before the next: regions that all restart at once would be an outage. Where one that
 * ran does not become ready, the others of its program are left as they run. One that does not run has nothing to lose, and halts nothing: a region
 * that is down must not keep the others from their update.
 */
export async function restartInTurn<T>(
    { root, name, program }: Restarted,
    runs: () => Promise<boolean>,
    start: () => Promise<T>,
): Promise<T> {
    return inTurn(`restart ${root}`, async () => {
        const key = `${program} ${root}`;
        const isRunning = await runs();
        const culprit = failed.get(key);
        if (culprit !== undefined && culprit !== name && isRunning) throw new Error(halted(name, culprit));
        try {
            const started = await start();
            if (culprit === name) failed.delete(key);
            return started;
        } catch (error) {
            if (isRunning) failed.set(key, name);
            throw error;
        }
    });
}

function halted(name: string, culprit: string): string {
    return [
        `${name} is not restarted and runs on unchanged: ${culprit}, which runs the same program, did not become ready after its restart`,
        `help: remove the cause that the error of ${culprit} names, or undo the change; then run pulumi up again`,
    ].join("\n");
}
