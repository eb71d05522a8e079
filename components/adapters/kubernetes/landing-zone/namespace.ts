import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { bringsNamespace } from "../../../plan/clouds/issuers";
import { forced, labelsOf } from "../objects";
import type { BareScope } from "./scope";

/** Every pod of the namespace is held to the strictest of the Pod Security Standards (kubernetes.io/docs/concepts/security/pod-security-standards). */
const restricted = Object.fromEntries(
    ["enforce", "audit", "warn"].map(mode => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

/**
 * Made, unless a certificate or an issuer is brought that lies in the namespace, which therefore exists. It gets the labels, and stays when the stack
 * goes, as one does with volumes that are retained.
 */
export function makeNamespace({
    cell,
    existing,
    name,
    namespaceName,
    opts,
    settings,
}: BareScope): pulumi.Output<string> {
    const metadata = {
        name: namespaceName,
        annotations: { ...forced },
        labels: { ...labelsOf("namespace", settings.service), ...restricted, "meridian/cell": cell.name },
    };
    const namespace = bringsNamespace(existing)
        ? new k8s.core.v1.NamespacePatch(name, { metadata }, opts)
        : new k8s.core.v1.Namespace(name, { metadata }, { ...opts, retainOnDelete: settings.isRetained(cell) });
    return namespace.metadata.name;
}
