import type { AdmissionRules } from "../landing-zone/admission-rules";

/** A field of pods that deployers leave as it is, where an absent one equals an empty one. */
interface Unchanged {
    readonly field: string;
    readonly otherwise: string;
    readonly what: string;
}

/** Fields by which a pod gets Secrets, devices, accounts of the cluster's API, or callers of another application. */
const unchanged: readonly Unchanged[] = [
    { field: "spec.volumes", otherwise: "[]", what: "volumes" },
    { field: "spec.resourceClaims", otherwise: "[]", what: "claims for devices" },
    { field: "spec.serviceAccountName", otherwise: '""', what: "service account" },
    { field: "spec.automountServiceAccountToken", otherwise: "true", what: "token" },
    { field: "metadata.labels", otherwise: "{}", what: "labels" },
];

const of = (pod: string, { field, otherwise }: Unchanged) => `(has(${pod}.${field}) ? ${pod}.${field} : ${otherwise})`;

const containersOf = (pod: string) =>
    `${pod}.spec.containers + (has(${pod}.spec.initContainers) ? ${pod}.spec.initContainers : [])`;

const code = "access/deployers" as const;

/**
 * Bounds what deployers change of a Deployment: images, commands, plain variables, resources and the number of replicas. For all that may not read
 * the namespace's Secrets: others gain nothing by a Deployment.
 */
export const deployerRules: AdmissionRules = {
    kinds: [{ group: "apps", version: "v1", resources: ["deployments"] }],
    only:
        "request.operation == 'UPDATE' && " +
        "!authorizer.group('').resource('secrets').namespace(request.namespace).check('get').allowed()",
    variables: {
        now: containersOf("object.spec.template"),
        before: containersOf("oldObject.spec.template"),
    },
    rules: [
        ...unchanged.map(one => ({
            code,
            meets: `${of("object.spec.template", one)} == ${of("oldObject.spec.template", one)}`,
            message: `'deployers leave the ${one.what} of servers as they are'`,
        })),
        {
            code,
            meets: "variables.now.all(c, !has(c.envFrom))",
            message: "'deployers give servers no variables from other objects'",
        },
        {
            code,
            meets:
                "variables.now.all(c, !has(c.env) || c.env.all(e, !has(e.valueFrom) || " +
                "variables.before.exists(b, has(b.env) && b.env.exists(k, k == e))))",
            message: "'deployers give servers no other variables from Secrets than they have'",
        },
    ],
};
