import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { HostingPlan } from "../../../../plan/serving/serving";
import type { LandingScope } from "../../landing-zone/scope";
import { unawaited, unnamedOf } from "../../objects";
import type { Filled } from "./fetch";

/** Whether servers start from volumes of their site. */
export const isAtSite = ({ hosting }: Pick<HostingPlan, "hosting">) => hosting === "edge";

/**
 * What downloads fill. At a site it outlives pods, so that they start again while the network is down; elsewhere it ends with its pod. It can be
 * mounted on one node at a time.
 */
export function filledVolume(
    name: string,
    app: string,
    hosting: Pick<HostingPlan, "hosting">,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): Filled {
    if (!isAtSite(hosting)) return { emptyDir: {} };
    const { volumeClass, volumeGiB } = scope.settings.edge;
    const claim = new k8s.core.v1.PersistentVolumeClaim(
        // Another size is another volume: few classes grow one, and none shrinks it.
        `${name}-${volumeGiB}`,
        {
            // Some classes make a volume only once there is a pod for it.
            metadata: unawaited(unnamedOf(app, scope)),
            spec: {
                accessModes: ["ReadWriteOnce"],
                ...(volumeClass !== undefined && { storageClassName: volumeClass }),
                resources: { requests: { storage: `${volumeGiB}Gi` } },
            },
        },
        opts,
    );
    return { persistentVolumeClaim: { claimName: claim.metadata.name } };
}
