import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import type { OtlpMetric, OtlpRequest } from "../../../components/watch/metrics/otlp";
import { authority, writeIdentity } from "../certificates";
import { freePort } from "../free-port";
import { goProgram } from "../go-program";
import { until } from "../until";

export const otlpReceiver = { name: "otlp-receiver", version: "0.165.0", minimumGo: "1.26" };

/** OpenTelemetry's own receiver, which takes metrics over HTTPS from who shows a token. */
export class OtlpReceiver {
    /** What it has taken, in its own words. */
    readonly taken: OtlpRequest[] = [];

    private constructor(
        private readonly child: ChildProcess,
        private readonly directory: string,
        readonly endpoint: string,
        /** File of the authority that vouches for it. */
        readonly ca: string,
    ) {}

    /** Builds it where it isn't there yet, which takes minutes. */
    static async start(token: string, port?: number): Promise<OtlpReceiver> {
        const file = await goProgram(otlpReceiver);
        const directory = await mkdtemp(path.join(tmpdir(), "meridian-otlp-"));
        const { cert, key, ca } = await writeIdentity(directory, await (await authority("collector")).issue());
        const address = `127.0.0.1:${port ?? (await freePort())}`;
        const child = spawn(file, [address, cert, key, token], { stdio: ["ignore", "pipe", "pipe"] });
        const receiver = new OtlpReceiver(child, directory, `https://${address}`, ca);
        createInterface(child.stdout).on("line", line => {
            receiver.taken.push(JSON.parse(line) as OtlpRequest);
        });
        let said = "";
        child.stderr.setEncoding("utf8").on("data", (more: string) => (said += more));
        await until(
            "the receiver listens",
            () => {
                if (child.exitCode !== null) throw new Error(said);
                return said.includes("listening");
            },
            10_000,
        );
        return receiver;
    }

    get port(): number {
        return Number(new URL(this.endpoint).port);
    }

    /** The metrics of a request, by name. */
    metrics(request = this.taken.at(-1)!): ReadonlyMap<string, OtlpMetric> {
        const all = request.resourceMetrics.flatMap(({ scopeMetrics }) =>
            scopeMetrics.flatMap(({ metrics }) => metrics),
        );
        return new Map(all.map(metric => [metric.name, metric]));
    }

    async stop(): Promise<void> {
        const ended = new Promise(resolve => this.child.once("close", resolve));
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill("SIGKILL");
            await ended;
        }
        await rm(this.directory, { recursive: true, force: true });
    }
}
