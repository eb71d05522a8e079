import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

/** What makes objects in the cluster of a place. */
export function makeProvider(
    { existing, name, region, settings }: Pick<LandingScope, "existing" | "name" | "region" | "settings">,
    opts: pulumi.ResourceOptions,
): k8s.Provider {
    return new k8s.Provider(
        name,
        {
            context: existing.cluster!,
            clusterIdentifier: region,
            // Rotated where they are: a pod that starts meanwhile finds them.
            enableSecretMutable: true,
            ...(settings.kubeconfig && { kubeconfig: settings.kubeconfig }),
        },
        opts,
    );
}
