import { createRequire } from "node:module";
import type * as client from "prom-client";
import type { Sample } from "../../../watch/metrics/samples";
import { parseMetrics } from "../../../watch/metrics/text";
import type { Route } from "./routes";

const load = createRequire(__filename);

/** An optional peer of the package: loaded by who measures only. Throws what to install. */
export function promClient(): typeof client {
    try {
        return load("prom-client") as typeof client;
    } catch (error) {
        throw new Error("metrics need prom-client; run `npm install prom-client`", { cause: error });
    }
}

/** Metrics of a process, in Prometheus's terms: the usual ones of Node (`process_*`, `nodejs_*`), and its own. */
export class ProcessMetrics {
    readonly registry: client.Registry;

    /** `labels` stand at every sample: they say where it is from. */
    constructor(readonly labels: Readonly<Record<string, string>>) {
        const { collectDefaultMetrics, Registry } = promClient();
        this.registry = new Registry();
        this.registry.setDefaultLabels(labels);
        collectDefaultMetrics({ register: this.registry });
    }

    async samples(): Promise<readonly Sample[]> {
        return parseMetrics(await this.registry.metrics()).samples;
    }

    /** Where they are read. */
    route(): Route {
        return {
            method: "GET",
            path: "/metrics",
            observed: true,
            handle: async () => ({
                status: 200,
                body: await this.registry.metrics(),
                headers: { "content-type": this.registry.contentType },
            }),
        };
    }
}
