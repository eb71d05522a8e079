import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { issuerOf } from "../../../plan/clouds/issuers";
import { cloudsOf, splitRef } from "../../../plan/places/catalogue";
import { forced, labelsOf, namespaceLabel } from "../objects";
import { registriesIn } from "../registries";
import {
    type AdmissionParameters,
    type AdmissionRules,
    certifierRules,
    podRules,
    policySpecOf,
    serviceRules,
} from "./admission-rules";
import { certifierAccount } from "./certifier";
import type { BareScope } from "./scope";

const app = "admission";

/**
 * Lets the API server refuse what the cell's rules refuse, for every client. Objects of the returned namespace are evaluated. At a preview
 * the refusal of a server-side dry run is an error, except with the reason Forbidden, which the provider ignores: policies leave it at the
 * default, Invalid. Clusters before 1.30 have no such kinds, and fail the first preview.
 */
export function makeAdmission(scope: BareScope, namespace: pulumi.Output<string>): pulumi.Output<string> {
    const made = [
        judged("pods", podRules(podParameters(scope)), scope),
        judged("services", serviceRules, scope),
        ...(issuerOf(scope.existing) ? [] : [judged("certifier", certifierRules(certifierAccount), scope)]),
    ];
    return pulumi.all([namespace, pulumi.all(made.map(({ id }) => id))]).apply(([namespace]) => namespace);
}

/** What the adapter can say before an update: the program knows its images and regions. */
export function podParameters({ cell, region, settings }: BareScope): AdmissionParameters {
    const { nodeRegions } = settings;
    const here = [...cell.regions, region].filter(one => cloudsOf([one])[0] === splitRef(region).cloud);
    const named = here.map(one => nodeRegions[one] ?? splitRef(one).name);
    return {
        cell: cell.name,
        registries: registriesIn(region, settings),
        nodeRegions: [...new Set(named)].sort(),
        mustNameRegion: nodeRegions[region] !== undefined,
    };
}

/** A policy, in effect by its binding, for the objects of the namespace alone. */
export function judged(
    what: string,
    rules: AdmissionRules,
    { name, namespaceName, opts, settings }: BareScope,
): k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding {
    const child = `${name}-${app}-${what}`;
    const metadata = {
        // Of all namespaces of the cluster.
        name: `${namespaceName}-${what}`,
        labels: labelsOf(app, settings.service),
        annotations: { ...forced },
    };
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        child,
        {
            metadata,
            spec: policySpecOf(rules),
        },
        opts,
    );
    return new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        child,
        {
            metadata,
            spec: {
                policyName: policy.metadata.name,
                matchResources: {
                    namespaceSelector: { matchLabels: { [namespaceLabel]: namespaceName } },
                },
                validationActions: ["Deny"],
            },
        },
        opts,
    );
}
