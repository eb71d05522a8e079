import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { endingFile, finishingFile, verdictFile } from "../../components/gate/health/verdict";
import type { Traffic } from "../../components/plan/watch/watch-plan";
import { type Clocks, machineClocks } from "../clocks";
import { replaceFile } from "../files";
import type { Log } from "../log";
import type { RenewedAgent } from "../renewed-agent";
import { type FetchedVerdict, fetchedVerdict, verdictPath } from "../watcher/gates/fetched-verdict";
import { askPeer, type Peer } from "../watcher/sources";
import { fileOf, type GatePlace } from "./gate-files";

const everyMs = 1_000;
/** As long as a watcher has connections end. One that is away longer would have them end for good. */
const endingMs = 20_000;
/** Kubernetes replaces a pod of a lost node after five minutes and its start: a watcher that is away longer is not about to return. */
const usualKeepSeconds = 600;

/** Asks a region's watcher for its verdict, by the name in its certificate. Rejects where it has none. */
export function verdictOf(watcher: Peer, agent: RenewedAgent): () => Promise<FetchedVerdict> {
    return async () => {
        const { status, text } = await askPeer(agent, watcher, verdictPath);
        if (status !== 200) throw new Error(`the watcher answers ${status}`);
        return fetchedVerdict.parse(JSON.parse(text));
    };
}

/**
 * Keeps the files of a gate as the region's watcher decides, from another machine.
 *
 * While the watcher is away, the last verdict holds. What was measured loses its meaning with time, and only a watcher can find out that no
 * other region is left to answer: after `keepSeconds` (default: 600) a region that was withdrawn for a measurement serves again, as its
 * withdrawal also ends for the other regions of the cell. A region that an operator evacuated, or that has a wrong artifact loaded, stays
 * out of traffic until a watcher decides otherwise: neither comes right by waiting.
 */
export class VerdictFollower {
    private heardAt: number;
    private isHeard = false;
    /** Why there is no verdict, which is logged once. */
    private away: string | undefined;
    private unwritten: string | undefined;

    constructor(
        private readonly place: GatePlace,
        private readonly verdict: () => Promise<FetchedVerdict>,
        private readonly log: Log,
        private readonly keepSeconds = usualKeepSeconds,
        private readonly clocks: Clocks = machineClocks,
    ) {
        this.heardAt = clocks.steady();
    }

    /**
     * Writes the files that are missing, which a gate reads when it starts; false where the verdict was there. Without one the region answers
     * where no other can: it may have been evacuated before the gate's machine was restarted.
     */
    async begin(): Promise<boolean> {
        if ((await this.content("ending")) === undefined) await this.replace("ending", endingFile(false));
        return (await this.content("verdict")) === undefined && this.replace("verdict", verdictFile("fallback"));
    }

    /** Whether the files are of a verdict that the watcher has answered last: a gate may be started. */
    get heard(): boolean {
        return this.isHeard;
    }

    /** Asks once, and replaces the files where they differ. */
    async look(): Promise<void> {
        const verdict = await this.verdict().catch((error: unknown) => error as Error);
        if (verdict instanceof Error) {
            if (this.away === undefined) this.log.error("watcher away", { reason: verdict.message });
            this.away = verdict.message;
        } else {
            if (this.away !== undefined) this.log.info("watcher back");
            this.away = undefined;
            this.heardAt = this.clocks.steady();
        }
        await this.write(verdict instanceof Error ? await this.remaining() : verdict);
        this.isHeard = !(verdict instanceof Error);
    }

    /** Every second until it is stopped. */
    run(): () => void {
        let stopped = false;
        let timer: NodeJS.Timeout | undefined;
        const again = async () => {
            await this.look();
            if (!stopped) timer = setTimeout(() => void again(), everyMs);
        };
        void again();
        return () => {
            stopped = true;
            clearTimeout(timer);
        };
    }

    /** What of the last verdict holds without a watcher. */
    private async remaining(): Promise<Partial<FetchedVerdict>> {
        const awayMs = this.clocks.steady() - this.heardAt;
        const isOver = awayMs > this.keepSeconds * 1000;
        const isFallback = isOver && (await this.content("verdict")) === verdictFile("fallback");
        return { ...(isFallback && { traffic: "serving" as const }), ...(awayMs > endingMs && { ending: false }) };
    }

    private async write({ traffic, ending }: Partial<FetchedVerdict>): Promise<void> {
        try {
            if (traffic !== undefined && (await this.replace("verdict", verdictFile(traffic)))) {
                this.log.info(messages[traffic]);
            }
            // A gate that ends has its clients reconnect, whatever the watcher decides.
            if (ending !== undefined && !this.isFinishing) await this.replace("ending", endingFile(ending));
            this.unwritten = undefined;
        } catch (error) {
            const reason = (error as Error).message;
            if (reason !== this.unwritten) this.log.error("verdict not written", { reason });
            this.unwritten = reason;
        }
    }

    private get isFinishing(): boolean {
        return existsSync(path.join(this.place.root, this.place.directory, finishingFile));
    }

    /** False where the file is like that already. */
    private async replace(file: "verdict" | "ending", content: string): Promise<boolean> {
        if ((await this.content(file)) === content) return false;
        await replaceFile(fileOf(this.place, file), content);
        return true;
    }

    private content(file: "verdict" | "ending"): Promise<string | undefined> {
        return readFile(fileOf(this.place, file), "utf8").catch(() => undefined);
    }
}

const messages = {
    serving: "gate serves",
    fallback: "gate answers where no other region can",
    out: "gate out of traffic",
} as const satisfies Record<Traffic, string>;
