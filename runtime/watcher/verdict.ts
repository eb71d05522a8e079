import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { endingFile, verdictFile } from "../../components/gate/health/verdict";
import type { Traffic } from "../../components/plan/watch/watch-plan";
import { replaceFile } from "../files";
import type { Log } from "../log";
import type { Watch } from "./watch-file";

type Gate = Watch["gate"];

/** For clients that keep a connection and ask seldom: they notice when they ask next. */
const SHAKE_MS = 20_000;

const messages = {
    serving: "region serves",
    fallback: "region withdrawn: it answers where no other region can",
    out: "region withdrawn",
} as const satisfies Record<Traffic, string>;

/** Tells a region's gate whether routers are to come to it. */
export class GateVerdict {
    private shaking: AbortController | undefined;

    constructor(private readonly log: Log) {}

    /** Puts right what a watcher that was killed has left: a gate whose answers end their connections. */
    async begin(gate: Gate): Promise<void> {
        await this.noLongerEnding(gate);
    }

    /** What the gate is to say of the region from now on; does nothing where it says so already. */
    async say(traffic: Traffic, gate: Gate): Promise<void> {
        if (!(await say(gate.verdict, verdictFile(traffic)))) return;
        this.log.info(messages[traffic]);
        this.shaking?.abort();
        if (traffic !== "serving") {
            this.shaking = new AbortController();
            void this.shake(gate, this.shaking.signal);
        }
    }

    /**
     * Routers send no new connection; those that clients keep go on for as long as they like. Once routers have noticed, each
     * answer ends its connection, for a while, so that clients come anew, to another region. Nothing is cut.
     */
    private async shake({ ending, noticedAfterMs }: Gate, signal: AbortSignal): Promise<void> {
        try {
            await pause(noticedAfterMs, undefined, { signal });
            await say(ending, endingFile(true));
            await pause(SHAKE_MS, undefined, { signal });
        } catch (error) {
            // Back in traffic: there is nothing more to end.
            if (!signal.aborted) this.log.error("connections not ended", { reason: (error as Error).message });
        } finally {
            await this.noLongerEnding({ ending });
        }
    }

    private async noLongerEnding({ ending }: Pick<Gate, "ending">): Promise<void> {
        await say(ending, endingFile(false)).catch((error: unknown) => {
            this.log.error("connections still end", { reason: (error as Error).message });
        });
    }
}

/** Replaces a file's content as a whole. False where it is that already. */
async function say(file: string, content: string): Promise<boolean> {
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) return false;
    await replaceFile(file, content);
    return true;
}
