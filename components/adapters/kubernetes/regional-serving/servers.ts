import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { isOwn } from "../../../gate/sidecar/platform";
import { predictorName, releaseKey } from "../../../plan/clouds/physical-names";
import { digestHex } from "../../../plan/serving/release-file";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../plan/serving/serving";
import { makeDeployment } from "../deployment";
import { roleLabel, serverRole } from "../objects";
import { gpusOf } from "./gpus";
import { makeHeadless } from "./headless";
import { isByKserve, makeInferenceService } from "./inference-service";
import { isScheduled, scale } from "./scaling";
import { builtInPod } from "./servers/built-in";
import { fetched } from "./servers/fetch";
import { filledVolume, isAtSite } from "./servers/filled-volume";
import { ownPod } from "./servers/own";
import type { PodOf } from "./servers/pod";

/** What runs the pods of one release. */
export type Servers = k8s.apps.v1.Deployment | k8s.apiextensions.CustomResource;

/** The same, with what exists once they are ready. */
export interface MadeServers {
    readonly servers: Servers;
    readonly ready: pulumi.Resource;
}

interface ServerLinks extends Pick<PodOf, "landing" | "store"> {
    /** What has the API server admit what KServe makes. */
    readonly admitted: pulumi.Resource | undefined;
}

/** The pods of one release, and their name in the cluster's DNS. What downloads the release ends before the server starts. */
export function makeServers(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    { admitted, landing, store }: ServerLinks,
    opts: pulumi.CustomResourceOptions,
): MadeServers {
    const app = releaseKey(model.name, release.version);
    const child = `${name}-${app}`;
    // The built-in server computes on processors.
    const gpus = isOwn(release) ? gpusOf(child, app, plan.hosting, landing, opts) : undefined;
    const of = { name: child, plan, model, landing, store, gpus, opts };
    const { before, volumes, ...pod } = isOwn(release) ? ownPod({ ...of, release }) : builtInPod({ ...of, release });
    // Another file is another volume: what is no longer served goes with the former one.
    const filled = filledVolume(`${child}-${digestHex(release, 8)}`, app, plan.hosting, landing, opts);
    const download = fetched(release, landing, filled);
    const { hosting } = plan;
    const { replicas } = release;
    const args = {
        app,
        labels: { [roleLabel]: serverRole, "app.kubernetes.io/version": release.version },
        isOnOneNode: isAtSite(hosting),
        ...pod,
        before: { ...download.before, ...before },
        volumes: [...download.volumes, ...volumes],
        ...(gpus?.nodes && { nodes: gpus.nodes }),
        ...(gpus?.claims && { claims: gpus.claims }),
    };
    const needed = [
        ...(admitted ? [admitted] : []),
        // A look-up finds the table from the first request on.
        ...(model.features && store ? [store.operator] : []),
    ];
    const after = needed.length > 0 ? { ...opts, dependsOn: needed } : opts;
    makeHeadless(child, app, landing, opts);
    if (isByKserve(hosting)) {
        const { ready, service } = makeInferenceService(child, { ...args, replicas, hosting }, landing, after);
        const deployment = { name: predictorName(app), made: ready };
        if (isScheduled(replicas, hosting)) scale(child, app, deployment, replicas, hosting, landing, opts);
        return { servers: service, ready };
    }
    const deployment = makeDeployment(
        child,
        {
            ...args,
            replicas: replicas.min,
            isScaled: replicas.max > replicas.min,
            // Both would need GPUs of one node, of which a site may have no more.
            endsFirst: isAtSite(hosting) && gpus !== undefined,
        },
        landing,
        after,
    );
    scale(child, app, { name: app, made: deployment }, replicas, hosting, landing, opts);
    return { servers: deployment, ready: deployment };
}
