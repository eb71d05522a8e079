import { type Clocks, machineClocks } from "../clocks";
import { Refusal } from "../refusal";
import type { Route } from "../routes";
import type { VerdictFollower } from "./verdict";

/** How long a gate that starts waits for the verdict of now. */
const patienceMs = 10_000;

const ok = { status: 200, body: "{}" };

/**
 * Health of a keeper. It is ready once its gate may start: with the verdict of now, or after some time without. Where it restarts beside a gate
 * that runs (`isNew`: false), it is ready at once, since the gate is only ready with it.
 */
export function keeperRoutes(
    follower: Pick<VerdictFollower, "heard">,
    isNew: boolean,
    clocks: Clocks = machineClocks,
): readonly Route[] {
    const since = clocks.steady();
    let isReady = !isNew;
    return [
        { method: "GET", path: "/v2/health/live", handle: () => ok },
        {
            method: "GET",
            path: "/v2/health/ready",
            handle: () => {
                isReady ||= follower.heard || clocks.steady() - since > patienceMs;
                if (!isReady) throw new Refusal(503, "the watcher has not answered yet; ask again in a moment");
                return ok;
            },
        },
    ];
}
