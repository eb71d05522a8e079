import type { Rehearsable } from "../../components/watch/drills/operations";
import { ProjectError } from "../exit";
import type { Result } from "./result";

/** The result stands, whether or not the hub receives it. */
export async function published(
    operations: Pick<Rehearsable, "publish">,
    result: Result,
    note: (text: string) => void,
): Promise<void> {
    try {
        await operations.publish(result);
    } catch (error) {
        if (!(error instanceof ProjectError)) throw error;
        note(`the hub does not show this drill, and may say that one is overdue: ${error.message}`);
    }
}
