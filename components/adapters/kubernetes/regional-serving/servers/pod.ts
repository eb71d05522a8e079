import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../../plan/serving/serving";
import type { DeploymentArgs } from "../../deployment";
import type { KubernetesLandingZone } from "../../landing-zone";
import type { KubernetesStore } from "../../replicated-store/kubernetes-store";
import type { gpusOf } from "../gpus";

/** What the pods of one release are made of. */
export interface PodOf<Release extends ReleasePlan = ReleasePlan> {
    /** Of the objects that it needs, in the engine. */
    readonly name: string;
    readonly plan: ServingPlan;
    readonly model: ModelPlan;
    readonly release: Release;
    readonly landing: KubernetesLandingZone;
    /** The cell's tables, where it has some. */
    readonly store: KubernetesStore | undefined;
    readonly gpus: ReturnType<typeof gpusOf>;
    readonly opts: pulumi.CustomResourceOptions;
}

/** The containers of a pod that serves a release, of which all but what downloads it differs. */
export type ServerPod = Pick<DeploymentArgs, "annotations" | "before" | "container" | "endSeconds" | "startSeconds"> & {
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
};

/** The processors and the memory of a server, in the units of Kubernetes. */
export function sizeOf({ cpu = 0.25, memoryGiB = 1 }: ServingPlan["hosting"]): {
    readonly cpu: number;
    readonly memory: string;
} {
    return { cpu, memory: `${Math.ceil(memoryGiB * 1024)}Mi` };
}

/** The certificate of a region's servers. */
export const certificateVolume = ({ certified }: Pick<KubernetesLandingZone, "certified">) => ({
    name: "tls",
    secret: { secretName: certified.servers, defaultMode: 0o440 },
});
