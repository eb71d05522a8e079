import type { Traffic } from "../../../components/plan/watch/watch-plan";
import { type Clocks, machineClocks } from "../../clocks";
import { Refusal } from "../../refusal";
import type { Route } from "../../routes";
import type { VerdictPlace } from "../verdict";
import { type FetchedVerdict, verdictPath } from "./fetched-verdict";

/** Until a gate has fetched it, whose keeper does so every second. */
const FETCHED_MS = 2_000;

interface Source {
    noticedAfterMs(): number;
    /** A verdict is served for so long after the look that it is of. */
    countsMs(): number;
}

/** The verdict for gates on other machines than the watcher's, which fetch it. */
export class ServedVerdict implements VerdictPlace {
    private traffic: Traffic | undefined;
    private ending = false;
    private at = -Infinity;

    constructor(
        private readonly source: Source,
        private readonly clocks: Clocks = machineClocks,
    ) {}

    get noticedAfterMs(): number {
        return this.source.noticedAfterMs() + FETCHED_MS;
    }

    put(traffic: Traffic): Promise<boolean> {
        const isNews = traffic !== this.traffic;
        this.traffic = traffic;
        this.at = this.clocks.steady();
        return Promise.resolve(isNews);
    }

    end(ends: boolean): Promise<void> {
        this.ending = ends;
        return Promise.resolve();
    }

    /** To the region's gates alone. A watcher that looks no more has no verdict: gates then do as they do without a watcher. */
    route(): Route {
        return {
            method: "GET",
            path: verdictPath,
            gates: true,
            handle: () => {
                const { traffic, ending } = this;
                if (traffic === undefined || this.clocks.steady() - this.at > this.source.countsMs()) {
                    throw new Refusal(503, "there is no verdict of now; ask again in a moment");
                }
                const body = JSON.stringify({ traffic, ending } satisfies FetchedVerdict);
                return { status: 200, body, headers: { "cache-control": "no-store" } };
            },
        };
    }
}
