import { clusterStoreFault } from "../../../plan/clouds/cluster-store-faults";
import type { Fault } from "../../../plan/faults";
import type { KubernetesSettings } from "../args";

/** What is missing where a program without a config makes a store. */
export function settingsFaults({ images, store }: Pick<KubernetesSettings, "images" | "store">): Fault[] {
    return [
        ...(store === undefined ? [clusterStoreFault("store")] : []),
        ...(images.store === undefined ? [imageMissing] : []),
    ];
}

const imageMissing: Fault = {
    code: "image/not-pinned",
    path: "kubernetes.images.store",
    allowed: "an image by its digest, where a cell has tables",
    remedy: "name the image `store` of the runtime",
};
