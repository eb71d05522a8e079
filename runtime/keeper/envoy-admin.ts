import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import type { WatchedFile } from "../../components/gate/configuration";
import { shorter } from "../../tools/unix-socket";

/** The statistic in which Envoy repeats the version of a file that it has taken. Secrets have none worth waiting for. */
const versionStatistic: Partial<Record<WatchedFile, RegExp>> = {
    clusters: /^cluster_manager\.cds\.version_text: "(.*)"$/m,
    listeners: /^listener_manager\.lds\.version_text: "(.*)"$/m,
    clientRoutes: /^http\.clients\.rds\.clients\.version_text: "(.*)"$/m,
    gateRoutes: /^http\.gates\.rds\.gates\.version_text: "(.*)"$/m,
};

/** A gate that is short of a processor takes a file late. A file that Envoy refuses fails the update after this time, too. */
const patienceMs = 30_000;

/** Envoy's administration, on the Unix socket that only its owner can open. */
export class EnvoyAdmin {
    constructor(private readonly socket: string) {}

    async isUp(): Promise<boolean> {
        return (await this.get("/ready").catch(() => "")).startsWith("LIVE");
    }

    /**
     * Waits until Envoy serves that version of a file and has warmed every cluster. An Envoy that is killed
     * meanwhile reads the file when it starts again: the request is repeated, and given up if Envoy stays away.
     */
    async untilTaken(file: WatchedFile, version: string): Promise<void> {
        const statistic = versionStatistic[file];
        if (statistic === undefined) {
            return;
        }
        const deadline = Date.now() + patienceMs;
        for (;;) {
            if (await this.hasTaken(statistic, version).catch(() => false)) {
                return;
            }
            if (Date.now() > deadline) {
                if (!(await this.isUp())) return;
                throw new Error(`envoy did not take the new ${file} within ${patienceMs / 1000} s; its log says why`);
            }
            await pause(50);
        }
    }

    private async hasTaken(statistic: RegExp, version: string): Promise<boolean> {
        const texts = await this.get("/stats?type=TextReadouts&filter=version_text");
        const warming = await this.get("/stats?filter=^cluster_manager\\.warming_clusters$");
        return statistic.exec(texts)?.[1] === version && /: 0$/m.test(warming);
    }

    get(path: string, method: "GET" | "POST" = "GET"): Promise<string> {
        return new Promise((resolve, reject) => {
            const sent = request({ socketPath: shorter(this.socket), path, method, timeout: 5000 }, answer => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("end", () => {
                    resolve(Buffer.concat(chunks).toString());
                });
                answer.on("error", reject);
            });
            sent.on("timeout", () => sent.destroy(new Error(`envoy did not answer on ${this.socket} within 5 s`)));
            sent.on("error", reject);
            sent.end();
        });
    }
}
