import { readdirSync, readFileSync } from "node:fs";

import { podDirectories } from "../../components/gate/pod";
import { administrationSocket } from "../../components/gate/configuration";
import { EnvoyAdmin } from "../../runtime/keeper/envoy-admin";
import type { Cluster } from "../support/clusters/cluster";
import { until } from "../support/until";

/** The administration of Envoys, by the names of their pods. */
type Envoys = Readonly<Record<string, EnvoyAdmin>>;

/** The gates of a region. Pods of the tests' clusters are processes of this machine: their files are found at these. */
export async function gateEnvoys({ api }: Pick<Cluster, "api">, namespace: string): Promise<Envoys> {
    const labels = { "app.kubernetes.io/name": "gate" };
    const pods = await api.list<{ metadata: { name: string } }>({ apiVersion: "v1", kind: "Pod" }, namespace, labels);
    const names = new Set(pods.map(({ metadata }) => metadata.name));
    const processes = readdirSync("/proc")
        .filter(pid => /^\d+$/.test(pid) && textOf(`/proc/${pid}/comm`) === "envoy\n")
        .map(pid => ({ pid, pod: /(?:^|\0)HOSTNAME=([^\0]*)/.exec(textOf(`/proc/${pid}/environ`))?.[1] ?? "" }))
        .filter(({ pod }) => names.has(pod));
    return Object.fromEntries(
        processes.map(({ pid, pod }) => [
            pod,
            new EnvoyAdmin(`/proc/${pid}/root${administrationSocket(podDirectories.work)}`),
        ]),
    );
}

/**
 * Waits until each gate holds each server of a model for healthy. Each resolves the servers' name and checks them by itself, every 5 s: of a
 * pod that is ready again, which DNS had left out, one gate may have an answer while the other still refuses requests.
 */
export async function untilServedByAll(gates: Envoys, model: string): Promise<void> {
    const state = new RegExp(`^release/${model}/.*::health_flags::(.*)$`, "gm");
    for (const [gate, envoy] of Object.entries(gates))
        await until(`${gate} has healthy servers of ${model}`, async () => {
            const flags = [...(await envoy.get("/clusters")).matchAll(state)].map(([, flags]) => flags);
            return flags.length > 0 && flags.every(one => one === "healthy");
        });
}

/** Empty for a process that has ended. */
function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
