import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as client from "prom-client";
import { certificateMetric } from "../components/watch/certificates";
import type { Sample } from "../components/watch/metrics/samples";
import { parseMetrics } from "../components/watch/metrics/text";
import { collectDefaultMetrics } from "./default-metrics";
import type { Route } from "./routes";

const load = createRequire(__filename);

const READ_AGAIN_MS = 60_000;

/** An optional peer of the package, loaded only by processes that measure. Throws an error that names what to install. */
export function promClient(): typeof client {
    try {
        return load("prom-client") as typeof client;
    } catch (error) {
        throw new Error("metrics need prom-client; run `npm install prom-client`", { cause: error });
    }
}

/** The file changes rarely and is needed every second, so it is read once a minute. */
class CertificateEnd {
    private readAt = -Infinity;
    private ends = NaN;

    constructor(private readonly file: string) {}

    /** Since 1970; NaN where it can't be read. */
    seconds(): number {
        if (performance.now() - this.readAt > READ_AGAIN_MS) {
            this.readAt = performance.now();
            try {
                this.ends = Date.parse(new X509Certificate(readFileSync(this.file)).validTo) / 1000;
            } catch {
                this.ends = NaN;
            }
        }
        return this.ends;
    }
}

/** Metrics of a process, in Prometheus's terms: the usual ones of Node (`process_*`, `nodejs_*`), and its own. */
export class ProcessMetrics {
    readonly registry: client.Registry;

    /** `labels` stand at every sample: they say where it is from. */
    constructor(readonly labels: Readonly<Record<string, string>>) {
        const prom = promClient();
        this.registry = new prom.Registry();
        this.registry.setDefaultLabels(labels);
        collectDefaultMetrics(prom, this.registry);
        const file = process.env.TLS_CERT;
        if (file !== undefined) {
            const ends = new CertificateEnd(file);
            new prom.Gauge({
                name: certificateMetric,
                help: "Expiry of the certificate that the process presents.",
                registers: [this.registry],
                collect() {
                    this.set(ends.seconds());
                },
            });
        }
    }

    async samples(): Promise<readonly Sample[]> {
        return parseMetrics(await this.registry.metrics()).samples;
    }

    /** Where they are read. */
    route(): Route {
        return {
            method: "GET",
            path: "/metrics",
            observed: "instead",
            handle: async () => ({
                status: 200,
                body: await this.registry.metrics(),
                headers: { "content-type": this.registry.contentType },
            }),
        };
    }
}
