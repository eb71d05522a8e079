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

const containersOf = (spec: string) =>
    `${spec}.containers + (has(${spec}.initContainers) ? ${spec}.initContainers : [])`;

const code = "access/deployers" as const;

const only =
    "request.operation == 'UPDATE' && " +
    "!authorizer.group('').resource('secrets').namespace(request.namespace).check('get').allowed()";

/** Of the containers `now` and `before` a change. */
const variableRules: AdmissionRules["rules"] = [
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
];

/**
 * Bounds what deployers change of a Deployment: images, commands, plain variables, resources and the number of replicas. For all that may not read
 * the namespace's Secrets: others gain nothing by a Deployment.
 */
export const deployerRules: AdmissionRules = {
    kinds: [{ group: "apps", version: "v1", resources: ["deployments"] }],
    only,
    variables: {
        now: containersOf("object.spec.template.spec"),
        before: containersOf("oldObject.spec.template.spec"),
    },
    rules: [
        ...unchanged.map(one => ({
            code,
            meets: `${of("object.spec.template", one)} == ${of("oldObject.spec.template", one)}`,
            message: `'deployers leave the ${one.what} of servers as they are'`,
        })),
        ...variableRules,
    ],
};

/** What a change of an InferenceService may be: other containers, and other numbers of replicas. */
const changed = ["containers", "initContainers", "minReplicas", "maxReplicas", "scaleTarget"];

/** Whether two maps have the same values, except under keys for which a condition holds. */
const same = (one: string, other: string, except: string) =>
    [
        [one, other],
        [other, one],
    ]
        .map(([a, b]) => `${a}.all(k, ${except} || (k in ${b} && ${a}[k] == ${b}[k]))`)
        .join(" && ");

const mapIn = (object: string, map: "annotations" | "labels") =>
    `(has(${object}.metadata.${map}) ? ${object}.metadata.${map} : {})`;

/** The same for InferenceServices, whose other fields and labels become those of pods, or have KServe give them more. */
export const inferenceServiceRules: AdmissionRules = {
    kinds: [{ group: "serving.kserve.io", version: "v1beta1", resources: ["inferenceservices"] }],
    only,
    variables: {
        predictor: "dyn(object).spec.predictor",
        predictorBefore: "dyn(oldObject).spec.predictor",
        now: containersOf("variables.predictor"),
        before: containersOf("variables.predictorBefore"),
        labels: mapIn("object", "labels"),
        labelsBefore: mapIn("oldObject", "labels"),
        annotations: mapIn("object", "annotations"),
        annotationsBefore: mapIn("oldObject", "annotations"),
    },
    rules: [
        {
            code,
            meets:
                "dyn(object).spec.all(k, k == 'predictor') && " +
                same("variables.predictor", "variables.predictorBefore", `k in ${JSON.stringify(changed)}`),
            message: `'deployers change of a predictor ${changed.join(", ")}, and nothing else'`,
        },
        {
            code,
            meets: "variables.labels == variables.labelsBefore",
            message: "'deployers leave the labels of servers as they are'",
        },
        {
            code,
            meets: same("variables.annotations", "variables.annotationsBefore", "!k.contains('kserve.io/')"),
            message: "'deployers leave the annotations of KServe as they are'",
        },
        ...variableRules,
    ],
};
