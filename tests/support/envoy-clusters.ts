import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";

import type { EnvoyAdmin } from "../../runtime/keeper/envoy-admin";
import type { JsonObject } from "../../components/gate/envoy";
import { edgeNames, type LocalStack } from "./local-stack";

type Change = (cluster: JsonObject & { name: string }) => JsonObject;

/**
 * Has a running Envoy take other clusters, by the file that it watches, and returns what puts the old ones back: a way to
 * break what a drill guards.
 */
export async function withClusters(file: string, admin: EnvoyAdmin, change: Change): Promise<() => Promise<void>> {
    const before = readFileSync(file, "utf8");
    const { mode } = statSync(file);
    const put = (text: string) => {
        writeFileSync(`${file}.test`, text, { mode });
        renameSync(`${file}.test`, file);
    };
    const { resources, ...rest } = JSON.parse(before) as { resources: (JsonObject & { name: string })[] };
    const take = async (clusters: readonly JsonObject[]) => {
        // A version that it has not seen, since it takes no other.
        const version = randomUUID();
        put(JSON.stringify({ ...rest, version_info: version, resources: clusters }));
        await admin.untilTaken("clusters", version);
    };
    await take(resources.map(change));
    return async () => {
        await take(resources);
        put(before);
    };
}

/** The same of every edge of a stack. */
export async function withEdgeClusters(stack: LocalStack, change: Change): Promise<() => Promise<void>> {
    const taken = edgeNames.map(name => withClusters(stack.inEdge(name, "clusters.json"), stack.edge(name), change));
    const restores = await Promise.all(taken);
    return async () => {
        await Promise.all(restores.map(restore => restore()));
    };
}

/** A cluster made of others, of which only one is left. */
export function withOnly(cluster: JsonObject, name: string): JsonObject {
    const { cluster_type } = cluster as { cluster_type: { typed_config: JsonObject } };
    return {
        ...cluster,
        cluster_type: { ...cluster_type, typed_config: { ...cluster_type.typed_config, clusters: [name] } },
    };
}
