import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { metadataOf } from "../objects";
import type { LandingScope } from "./scope";

/** The key by which gates hash subjects in their logs. */
export function makeSubjectKey(scope: LandingScope, key: pulumi.Output<string>) {
    return new k8s.core.v1.Secret(
        `${scope.name}-subject-key`,
        { metadata: metadataOf("subject-key", scope), stringData: { key } },
        scope.opts,
    ).metadata.name;
}

/** The credentials by which nodes pull images, where the registry needs some. */
export function makePullSecret(scope: Omit<LandingScope, "pullSecret">) {
    const { name, opts, settings } = scope;
    return (
        settings.pullSecret &&
        new k8s.core.v1.Secret(
            `${name}-pull`,
            {
                metadata: metadataOf("pull", scope),
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": settings.pullSecret },
            },
            opts,
        ).metadata.name
    );
}
