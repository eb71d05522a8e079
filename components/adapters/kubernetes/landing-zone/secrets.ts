import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import { metadataOf } from "../objects";
import type { LandingScope } from "./scope";

/** The key by which gates hash subjects in their logs. */
export function makeSubjectKey(scope: LandingScope, key: pulumi.Output<string>) {
    return new k8s.core.v1.Secret(
        `${scope.name}-subject-key`,
        { metadata: metadataOf(ownSecrets.subjectKey, scope), stringData: { key } },
        scope.opts,
    ).metadata.name;
}

/** What shows that a key is another one, and nothing else of it. */
export function markOf(key: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.unsecret(key.apply(key => createHash("sha256").update(key).digest("hex").slice(0, 12)));
}

/** The credentials by which nodes pull images, where the registry needs some. */
export function makePullSecret(scope: Omit<LandingScope, "pullSecret">) {
    const { name, opts, settings } = scope;
    return (
        settings.pullSecret &&
        new k8s.core.v1.Secret(
            `${name}-pull`,
            {
                metadata: metadataOf(ownSecrets.pull, scope),
                type: "kubernetes.io/dockerconfigjson",
                stringData: { ".dockerconfigjson": settings.pullSecret },
            },
            opts,
        ).metadata.name
    );
}
