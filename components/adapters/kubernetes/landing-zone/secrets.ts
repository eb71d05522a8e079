import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

/** The key by which gates hash subjects in their logs. */
export function makeSubjectKey({ name, namespace, opts }: LandingScope, key: pulumi.Output<string>) {
    return new k8s.core.v1.Secret(
        `${name}-subject-key`,
        { metadata: { name: "subject-key", namespace }, stringData: { key } },
        opts,
    ).metadata.name;
}

/** The credentials by which nodes pull images, where the registry needs some. */
export function makePullSecret({ name, namespace, opts, settings }: Omit<LandingScope, "pullSecret">) {
    return (
        settings.pullSecret &&
        new k8s.core.v1.Secret(
            `${name}-pull`,
            {
                metadata: { name: "pull", namespace },
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": settings.pullSecret },
            },
            opts,
        ).metadata.name
    );
}
