import * as k8s from "@pulumi/kubernetes";

import { metadataOf } from "../objects";
import type { LandingScope } from "./scope";

/** What the pods of the namespace may request together, where the config bounds it. */
export function makeQuota(scope: LandingScope): void {
    const { cpu, memoryGiB, pods } = scope.settings.quota ?? {};
    const hard = {
        ...(cpu !== undefined && { "requests.cpu": String(cpu) }),
        ...(memoryGiB !== undefined && { "requests.memory": `${Math.round(memoryGiB * 1024)}Mi` }),
        ...(pods !== undefined && { pods: String(pods) }),
    };
    if (Object.keys(hard).length === 0) return;
    new k8s.core.v1.ResourceQuota(
        `${scope.name}-quota`,
        { metadata: metadataOf("quota", scope), spec: { hard } },
        scope.opts,
    );
}
