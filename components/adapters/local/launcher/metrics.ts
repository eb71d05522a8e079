import { ProcessMetrics, promClient } from "../../../../runtime/process-metrics";
import type { Launch } from "./launch";
import type { Launcher } from "./launcher";

/** What a launcher counts of its server, under the names that the built-in server has them. */
export function launcherMetrics({ model, version, digest }: Launch, launcher: Launcher): ProcessMetrics {
    const { Gauge } = promClient();
    const metrics = new ProcessMetrics({ model, version });
    const registers = [metrics.registry];
    new Gauge({
        name: "meridian_release_loaded",
        help: "1 if the artifact of this digest is loaded and serves requests; else 0, with the release's own digest.",
        labelNames: ["digest"],
        registers,
        collect() {
            this.set({ digest }, launcher.notReady === undefined ? 1 : 0);
        },
    });
    new Gauge({
        name: "meridian_release_artifact_matches",
        help: "1 if the artifact's file has the release's digest and its unpacked files are unchanged; else 0.",
        registers,
        collect() {
            this.set(launcher.matches ? 1 : 0);
        },
    });
    return metrics;
}
