import { clusterStoreFault } from "../../../plan/clouds/cluster-store-faults";
import { bucketMissing } from "../../../plan/clouds/cluster-backup-faults";
import type { Fault } from "../../../plan/faults";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { KubernetesSettings } from "../args";

/** What is missing where a program without a config makes a store. */
export function settingsFaults(
    { images, store }: Pick<KubernetesSettings, "images" | "store">,
    { backup }: Pick<StorePlan, "backup">,
): Fault[] {
    const isWithoutBucket = backup !== undefined && store !== undefined && store.backups[backup.place] === undefined;
    return [
        ...(store === undefined ? [clusterStoreFault("store")] : []),
        ...(images.store === undefined ? [imageMissing] : []),
        ...(isWithoutBucket ? [bucketMissing(backup.place, "kubernetes.store.backups")] : []),
    ];
}

const imageMissing: Fault = {
    code: "image/not-pinned",
    path: "kubernetes.images.store",
    problem: "the image of the store is missing, which a cell with tables needs, expected <repository>@sha256:<digest>",
    remedy: "set images.store of kubernetes({ images }) to the runtime's image `store`",
};
