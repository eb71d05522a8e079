import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { StorePlan } from "../../../plan/store/store-plan";
import { retained } from "../../shared/retained";
import { unawaited, unnamedOf } from "../objects";
import { nameIn, storeApp, type StoreZone } from "./zone";

/** As a template of the StatefulSet would name it. */
const claimName = `data-${storeApp}-0`;

/**
 * The claim for the volume of a place's server. It stays when the stack goes, unless the store is ephemeral, and is taken over by a stack that is
 * recreated. It is no template of the StatefulSet: templates never change, and volumes are to grow. The cluster refuses a smaller size.
 */
export function makeVolume(
    name: string,
    plan: StorePlan,
    zone: StoreZone,
    { parent }: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const { volumeClass, volumeGiB } = zone.settings.store!;
    const claim = new k8s.core.v1.PersistentVolumeClaim(
        `${nameIn(name, zone)}-volume`,
        {
            // Some classes make a volume only once there is a pod for it.
            metadata: { ...unawaited(unnamedOf(storeApp, zone)), name: claimName },
            spec: {
                accessModes: ["ReadWriteOnce"],
                ...(volumeClass !== undefined && { storageClassName: volumeClass }),
                resources: { requests: { storage: `${volumeGiB}Gi` } },
            },
        },
        retained({ ...(parent && { parent }), provider: zone.provider }, plan),
    );
    return claim.metadata.name;
}
