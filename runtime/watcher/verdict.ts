import { setTimeout as pause } from "node:timers/promises";
import type { Traffic } from "../../components/plan/watch/watch-plan";
import type { Log } from "../log";

/** Where the gates of a region find the verdict on it. */
export interface VerdictPlace {
    /** After how many milliseconds routers have noticed a verdict. */
    readonly noticedAfterMs: number;
    /** Which traffic the region is to get. False where it is there already. */
    put(traffic: Traffic): Promise<boolean>;
    /** Whether each answer of a gate ends the connection that it comes on. */
    end(ends: boolean): Promise<void>;
}

/** For clients that keep a connection and ask seldom: they notice when they ask next. */
const SHAKE_MS = 20_000;

const messages = {
    serving: "region serves",
    fallback: "region withdrawn: it answers where no other region can",
    out: "region withdrawn",
} as const satisfies Record<Traffic, string>;

/** Tells a region's gates whether routers are to come to them. */
export class GateVerdict {
    private shaking: AbortController | undefined;

    constructor(
        private readonly log: Log,
        private readonly place: VerdictPlace,
    ) {}

    /** Puts right what a watcher that was killed has left: gates whose answers end their connections. */
    async begin(): Promise<void> {
        await this.noLongerEnding();
    }

    /** What gates are to say of the region from now on; does nothing where they say so already. */
    async say(traffic: Traffic): Promise<void> {
        if (!(await this.place.put(traffic))) return;
        this.log.info(messages[traffic]);
        this.shaking?.abort();
        if (traffic !== "serving") {
            this.shaking = new AbortController();
            void this.shake(this.shaking.signal);
        }
    }

    /**
     * Routers send no new connection; those that clients keep go on for as long as they like. Once routers have noticed, each
     * answer ends its connection, for a while, so that clients reconnect, to another region. Nothing is cut.
     */
    private async shake(signal: AbortSignal): Promise<void> {
        try {
            await pause(this.place.noticedAfterMs, undefined, { signal });
            await this.place.end(true);
            await pause(SHAKE_MS, undefined, { signal });
        } catch (error) {
            // Back in traffic: there is nothing more to end.
            if (!signal.aborted) this.log.error("connections not ended", { reason: (error as Error).message });
        } finally {
            await this.noLongerEnding();
        }
    }

    private async noLongerEnding(): Promise<void> {
        await this.place.end(false).catch((error: unknown) => {
            this.log.error("connections still end", { reason: (error as Error).message });
        });
    }
}
