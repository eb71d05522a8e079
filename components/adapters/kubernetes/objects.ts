import type * as pulumi from "@pulumi/pulumi";

import { appLabel, serviceLabel } from "../../plan/clouds/pod-apps";
import type { LandingScope } from "./landing-zone/scope";

/** Labels by which objects of an application are found, as Kubernetes recommends them (…/common-labels). */
export function labelsOf(app: string, service: string): Record<string, string> {
    return { [appLabel]: app, [serviceLabel]: service };
}

/** The labels that select the pods of an application; they never change. */
export function selectorOf(app: string): Record<string, string> {
    return { [appLabel]: app };
}

/** The label of pods by what they do, whatever their application. */
export const roleLabel = "role";
/** Of pods that serve a release: gates connect to them, and only deployers may make them. */
export const serverRole = "server";

/** The label that the API server gives each namespace, with its name (kubernetes.io/docs/reference/labels-annotations-taints). */
export const namespaceLabel = "kubernetes.io/metadata.name";

/** Manual changes are corrected, instead of ending an update with a conflict. */
export const forced = { "pulumi.com/patchForce": "true" } as const;

interface Metadata {
    readonly namespace: pulumi.Output<string>;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
}

type Scope = Pick<LandingScope, "namespace" | "settings">;

/** Of an object that the engine names, so that another one is made before it goes. */
export function unnamedOf(app: string, { namespace, settings }: Scope): Metadata {
    return { namespace, labels: labelsOf(app, settings.service), annotations: { ...forced } };
}

/** Of an object that is called as its application. */
export function metadataOf(app: string, scope: Scope): Metadata & { readonly name: string } {
    return { name: app, ...unnamedOf(app, scope) };
}

/** Of a Job: where it has failed, the next update makes it again, instead of waiting for what has ended. */
export function madeAgain<M extends Metadata>(metadata: M): M {
    return { ...metadata, annotations: { ...metadata.annotations, "pulumi.com/replaceUnready": "true" } };
}

/** Of an object that the engine does not wait for. */
export function unawaited<M extends Metadata>(metadata: M): M {
    return { ...metadata, annotations: { ...metadata.annotations, "pulumi.com/skipAwait": "true" } };
}
