import { certifierPaths } from "../../components/plan/serving/certifier";
import type { Answer, Route } from "../routes";
import type { Certifier } from "./certifier";
import type { Leadership } from "./leadership";

const answer = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });

/** Health of a replica, for Kubernetes. */
export function healthRoutes(
    leadership: Pick<Leadership, "isHolder" | "isFollower">,
    certifier: Pick<Certifier, "round">,
): readonly Route[] {
    const isReady = () => (leadership.isHolder ? certifier.round?.isGood === true : leadership.isFollower);
    return [
        { method: "GET", path: certifierPaths.live, handle: () => answer(200, { live: true }) },
        {
            method: "GET",
            path: certifierPaths.ready,
            handle: () => (isReady() ? answer(200, { ready: true }) : answer(503, { ready: false })),
        },
    ];
}
