import * as k8s from "@pulumi/kubernetes";

import type { EnvironmentOf } from "../../../../plan/serving/programs";
import { releaseKey } from "../../../../plan/clouds/physical-names";
import { unnamedOf } from "../../objects";
import { staleEnvironment, storeEnvironment } from "../../replicated-store/client";
import type { PodOf } from "./pod";

const directory = "/features";
const file = "features.json";

/** What a server is given to look features up for a subject. */
interface LookUp {
    readonly environment: Partial<EnvironmentOf<"model-server">>;
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
    readonly mounts: readonly k8s.types.input.core.v1.VolumeMount[];
}

/**
 * What a server looks up, in its region's server of the store. The list never changes: another one is another object, and rolls the pods.
 */
export function lookUpOf({ landing, model, name, opts, release, store }: PodOf): LookUp {
    const { features } = model;
    if (features === undefined || store === undefined) return { environment: {}, volumes: [], mounts: [] };
    const list = new k8s.core.v1.ConfigMap(
        `${name}-features`,
        {
            metadata: unnamedOf(releaseKey(model.name, release.version), landing),
            immutable: true,
            data: { [file]: `${JSON.stringify(features, undefined, 1)}\n` },
        },
        opts,
    );
    return {
        environment: {
            REGION: landing.region,
            ...storeEnvironment(landing),
            ...staleEnvironment(store.plan),
            FEATURES: `${directory}/${file}`,
        },
        volumes: [{ name: "features", configMap: { name: list.metadata.name } }],
        mounts: [{ name: "features", mountPath: directory, readOnly: true }],
    };
}
