import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { verdictFile } from "../../../../gate/verdict";
import type { Traffic } from "../../../../plan/watch/watch-plan";
import type { Log } from "../log";
import { askSocket } from "./sources";
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

    /** Puts right what a watcher that was killed has left: a gate that it was having its connections closed. */
    async begin({ admin }: Gate): Promise<void> {
        await askSocket(admin, "/healthcheck/ok", "POST").catch(() => undefined);
    }

    /** Whether the gate is having its connections end: it then says to everybody that it is not ready. */
    get isShaking(): boolean {
        return this.shaking !== undefined;
    }

    /** What the gate is to say of the region from now on; does nothing where it says so already. */
    async say(traffic: Traffic, gate: Gate): Promise<void> {
        const wanted = verdictFile(traffic);
        if ((await readFile(gate.verdict, "utf8").catch(() => undefined)) === wanted) {
            return;
        }
        await mkdir(dirname(gate.verdict), { recursive: true, mode: 0o700 });
        const temporary = `${gate.verdict}.${process.pid}.tmp`;
        await writeFile(temporary, wanted, { mode: 0o600 });
        await rename(temporary, gate.verdict);
        this.log.info(messages[traffic]);
        this.shaking?.abort();
        if (traffic !== "serving") {
            const shaking = new AbortController();
            this.shaking = shaking;
            void this.shake(gate, shaking.signal).finally(() => {
                if (this.shaking === shaking) this.shaking = undefined;
            });
        }
    }

    /**
     * Routers send no new connection; those that clients keep go on for as long as they like. Once routers have noticed, each
     * answer says that its connection ends, for a while, so that clients come anew, to another region. Nothing is cut.
     */
    private async shake({ admin, noticedAfterMs }: Gate, signal: AbortSignal): Promise<void> {
        try {
            await pause(noticedAfterMs, undefined, { signal });
            await askSocket(admin, "/healthcheck/fail", "POST");
            await pause(SHAKE_MS, undefined, { signal });
        } catch {
            // Back in traffic, or the gate is gone: either way there is nothing more to end.
        } finally {
            await askSocket(admin, "/healthcheck/ok", "POST").catch(() => undefined);
        }
    }
}
