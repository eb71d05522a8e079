import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { forced, labelsOf } from "../objects";
import type { LandingScope } from "./scope";

/** Every pod of the namespace is held to the strictest of the Pod Security Standards (kubernetes.io/docs/concepts/security/pod-security-standards). */
const restricted = Object.fromEntries(
    ["enforce", "audit", "warn"].map(mode => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

export function makeNamespace({
    cell,
    name,
    namespaceName,
    opts,
    settings,
}: Omit<LandingScope, "namespace" | "pullSecret">): pulumi.Output<string> {
    const namespace = new k8s.core.v1.Namespace(
        name,
        {
            metadata: {
                name: namespaceName,
                annotations: { ...forced },
                labels: { ...labelsOf("namespace", settings.service), ...restricted, "meridian/cell": cell.name },
            },
        },
        opts,
    );
    return namespace.metadata.name;
}
