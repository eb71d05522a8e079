import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { metadataOf, roleLabel, selectorOf } from "./objects";

type Policy = k8s.types.input.networking.v1.NetworkPolicySpec;

/** What a policy opens, for which pods of the namespace. */
export interface Opening {
    /** Pods of an application, those with a role, or all. */
    readonly pods: { readonly app?: string; readonly role?: string };
    /** Incoming connections. Default: the policy does not apply to them. */
    readonly from?: Policy["ingress"];
    /** Outgoing connections. Default: the policy does not apply to them. */
    readonly to?: Policy["egress"];
}

/** Opens connections by name. Without a network plugin that enforces them, policies have no effect. */
export function makePolicy(
    name: string,
    objectName: string,
    { from, pods, to }: Opening,
    scope: LandingScope,
): k8s.networking.v1.NetworkPolicy {
    return new k8s.networking.v1.NetworkPolicy(
        name,
        {
            metadata: metadataOf(objectName, scope),
            spec: {
                podSelector: podsOf(pods),
                policyTypes: [...(from ? ["Ingress"] : []), ...(to ? ["Egress"] : [])],
                ...(from && { ingress: from }),
                ...(to && { egress: to }),
            },
        },
        scope.opts,
    );
}

/** The selector of pods. */
export function podsOf({ app, role }: Opening["pods"]): k8s.types.input.meta.v1.LabelSelector {
    const labels = { ...(app !== undefined && selectorOf(app)), ...(role !== undefined && { [roleLabel]: role }) };
    return Object.keys(labels).length === 0 ? {} : { matchLabels: labels };
}

/** TCP ports. */
export const tcp = (...ports: readonly pulumi.Input<number>[]) => ports.map(port => ({ protocol: "TCP", port }));
