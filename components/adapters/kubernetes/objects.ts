import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";

/** Labels by which objects of an application are found, as Kubernetes recommends them (…/common-labels). */
export function labelsOf(app: string, service: string): Record<string, string> {
    return { "app.kubernetes.io/name": app, "app.kubernetes.io/part-of": service };
}

/** The labels that select the pods of an application; they never change. */
export function selectorOf(app: string): Record<string, string> {
    return { "app.kubernetes.io/name": app };
}

/** Of an object that is called as its application. */
export function metadataOf(
    app: string,
    { namespace, settings }: Pick<LandingScope, "namespace" | "settings">,
): { name: string; namespace: pulumi.Output<string>; labels: Record<string, string> } {
    return { name: app, namespace, labels: labelsOf(app, settings.service) };
}
