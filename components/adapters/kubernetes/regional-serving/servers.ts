import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { isOwn } from "../../../gate/sidecar/platform";
import { releaseKey } from "../../../plan/clouds/physical-names";
import { digestHex } from "../../../plan/serving/release-file";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../plan/serving/serving";
import { makeDeployment } from "../deployment";
import { roleLabel, serverRole } from "../objects";
import { gpusOf } from "./gpus";
import { makeHeadless } from "./headless";
import { scale } from "./scaling";
import { builtInPod } from "./servers/built-in";
import { fetched } from "./servers/fetch";
import { filledVolume, isAtSite } from "./servers/filled-volume";
import { ownPod } from "./servers/own";
import type { PodOf } from "./servers/pod";

/** The pods of one release, and their name in the cluster's DNS. What downloads the release ends before the server starts. */
export function makeServers(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    { landing, store }: Pick<PodOf, "landing" | "store">,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const app = releaseKey(model.name, release.version);
    const child = `${name}-${app}`;
    // The built-in server computes on processors.
    const gpus = isOwn(release) ? gpusOf(child, app, plan.hosting, landing, opts) : undefined;
    const of = { name: child, plan, model, landing, store, gpus, opts };
    const { before, volumes, ...pod } = isOwn(release) ? ownPod({ ...of, release }) : builtInPod({ ...of, release });
    // Another file is another volume: what is no longer served goes with the former one.
    const filled = filledVolume(`${child}-${digestHex(release, 8)}`, app, plan.hosting, landing, opts);
    const download = fetched(release, landing, filled);
    const { max, min } = release.replicas;
    const deployment = makeDeployment(
        child,
        {
            app,
            labels: { [roleLabel]: serverRole, "app.kubernetes.io/version": release.version },
            replicas: min,
            isScaled: max > min,
            isOnOneNode: isAtSite(plan.hosting),
            // Both would need GPUs of one node, of which a site may have no more.
            endsFirst: isAtSite(plan.hosting) && gpus !== undefined,
            ...pod,
            before: { ...download.before, ...before },
            volumes: [...download.volumes, ...volumes],
            ...(gpus?.nodes && { nodes: gpus.nodes }),
            ...(gpus?.claims && { claims: gpus.claims }),
        },
        landing,
        // A look-up finds the table from the first request on.
        model.features && store ? { ...opts, dependsOn: [store.operator] } : opts,
    );
    makeHeadless(child, app, landing, opts);
    scale(child, app, deployment, release.replicas, plan.hosting, landing, opts);
    return deployment;
}
