import { readFile } from "node:fs/promises";
import { endingFile, verdictFile } from "../../../components/gate/health/verdict";
import type { Traffic } from "../../../components/plan/watch/watch-plan";
import type { Sample } from "../../../components/watch/metrics/samples";
import { replaceFile } from "../../files";
import type { RenewedAgent } from "../../renewed-agent";
import { certificateSamples } from "../gate-certificates";
import { timed } from "../scraped";
import { askPeer, askSocket, metricsOf } from "../sources";
import type { VerdictPlace } from "../verdict";
import type { GateBeside } from "../watch-file";
import { type Gates, type GatesSeen, readyPath, statistics } from "./gates";

/** The one gate of a region on the watcher's own machine: the watcher opens its administration's socket. */
export class OneGate implements Gates {
    constructor(
        private readonly gate: () => GateBeside,
        private readonly agent: RenewedAgent,
    ) {}

    async look(): Promise<GatesSeen> {
        const gate = this.gate();
        const [scraped, isReady] = await Promise.all([timed("gate", "gate", ofEnvoy(gate.admin)), this.isReady(gate)]);
        return { scraped, isReady };
    }

    private async isReady(gate: GateBeside): Promise<boolean> {
        try {
            return (await askPeer(this.agent, gate, readyPath)).status === 200;
        } catch {
            return false;
        }
    }
}

/** What a gate counts, and when its certificate ends. */
async function ofEnvoy(admin: string): Promise<readonly Sample[]> {
    const [counted, certificates] = await Promise.all([
        metricsOf(askSocket(admin, statistics)),
        askSocket(admin, "/certs").then(({ text }) => certificateSamples(text)),
    ]);
    return [...counted, ...certificates];
}

/** The files of that gate, which the watcher replaces. */
export class VerdictFiles implements VerdictPlace {
    constructor(private readonly gate: () => GateBeside) {}

    get noticedAfterMs(): number {
        return this.gate().noticedAfterMs;
    }

    put(traffic: Traffic): Promise<boolean> {
        return replaced(this.gate().verdict, verdictFile(traffic));
    }

    async end(ends: boolean): Promise<void> {
        await replaced(this.gate().ending, endingFile(ends));
    }
}

/** Replaces a file's content as a whole. False where it is that already. */
async function replaced(file: string, content: string): Promise<boolean> {
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) return false;
    await replaceFile(file, content);
    return true;
}
