import { certifiedSecretType } from "../../../plan/serving/certifier";
import { roleLabel, serverRole } from "../objects";

/** A condition that every object of some kinds must meet, in CEL (kubernetes.io/docs/reference/using-api/cel). */
export interface AdmissionRule {
    /** What begins the message of a refusal. */
    readonly code: `${string}/${string}`;
    readonly meets: string;
    /** The rest of the message: an expression, too. */
    readonly message: string;
}

/** Objects of a namespace that an admission policy evaluates when they are created or changed. */
export interface AdmissionRules {
    readonly kinds: readonly {
        readonly group: string;
        readonly version: string;
        readonly resources: readonly string[];
    }[];
    /** Which of them. Default: all. */
    readonly only?: string;
    /** Expressions that others use by their names, as `variables.<name>`; each may use those before it. */
    readonly variables: Readonly<Record<string, string>>;
    /** Where it holds, no rule is applied. Default: nowhere. */
    readonly unless?: string;
    readonly rules: readonly AdmissionRule[];
}

/**
 * What the rules of pods depend on. They are part of the policy: as its parameter, a ConfigMap, they could be changed with rights on ConfigMaps alone; and an
 * API server that has seen the last policy with a parameter of that kind go finds none for the next one
 * (k8s.io/apiserver, pkg/admission/plugin/policy/generic/policy_source.go: its informer is stopped, and can't be started again).
 */
export interface AdmissionParameters {
    readonly cell: string;
    /** What references of images begin with. */
    readonly registries: readonly string[];
    /** Values of the nodes' label of a region that pods of the cell may name. */
    readonly nodeRegions: readonly string[];
    /** Whether each pod must name one: the cluster has nodes in other regions, too. */
    readonly mustNameRegion: boolean;
}

/** The well-known label of nodes (kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesioregion). */
export const regionLabel = "topology.kubernetes.io/region";

/** The verb, on Deployments of a namespace, that permits to make pods with the role of servers. Rights on everything include it. */
export const serveVerb = "serve";

/** A client that makes servers needs the verb, unless something else holds. */
export function mayServe(unless?: string): AdmissionRule {
    const may = `authorizer.group('apps').resource('deployments').namespace(request.namespace).check('${serveVerb}').allowed()`;
    return {
        code: "access/deployers",
        meets: unless === undefined ? may : `${unless} || ${may}`,
        message: `request.userInfo.username + ' may not make servers: that needs the verb ${serveVerb} on deployments of the namespace'`,
    };
}

/** Where pods are in an object: it is one, or has a template of them, a CronJob in the template of its Jobs. */
const templateOf = (object: string) =>
    `has(${object}.spec) && has(${object}.spec.jobTemplate) ? ${object}.spec.jobTemplate.spec.template : ` +
    `has(${object}.spec) && has(${object}.spec.template) ? ${object}.spec.template : ` +
    `has(${object}.template) ? ${object}.template : ${object}`;

/** Kinds of objects with a template of pods, and where it is. */
interface Templates {
    readonly kinds: AdmissionRules["kinds"];
    readonly templateOf: (object: string) => string;
}

const ofKubernetes: Templates = {
    kinds: [
        {
            group: "",
            version: "v1",
            resources: ["pods", "pods/ephemeralcontainers", "replicationcontrollers", "podtemplates"],
        },
        { group: "apps", version: "v1", resources: ["deployments", "replicasets", "statefulsets", "daemonsets"] },
        { group: "batch", version: "v1", resources: ["jobs", "cronjobs"] },
    ],
    templateOf,
};

const labelsOf = (template: string) => `has(${template}.metadata.labels) ? ${template}.metadata.labels : {}`;
const listOf = (of: string, list: string) => `(has(${of}.${list}) ? ${of}.${list} : [])`;
const parameter = (name: keyof AdmissionParameters) => `variables.${name}`;
const joined = (name: "registries" | "nodeRegions") => `${parameter(name)}.join(', ')`;
/** Text, lists of it and truth values are written in CEL as in JSON. */
const literals = (parameters: AdmissionParameters) =>
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, JSON.stringify(value)]));

const spec = "variables.template.spec";
const unpinned = `variables.containers.filter(c, !c.image.matches('@sha256:[0-9a-f]{64}$'))`;
const foreign = `variables.containers.filter(c, !${parameter("registries")}.exists(r, c.image.startsWith(r)))`;
const inside = parameter("nodeRegions");

/** Terms of an affinity that demand a label's values, or prefer them. */
const affinity = `${spec}.affinity.nodeAffinity`;
const hasAffinity = `has(${spec}.affinity) && has(${spec}.affinity.nodeAffinity)`;
const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

/**
 * Pods, and objects that create pods: a preview reports the refusal of a template, while the refusal of its pods would only be an event. A
 * template that an update does not change is not evaluated again, so that what ran before a parameter changed can be scaled and removed.
 */
export const podRules = (
    parameters: AdmissionParameters,
    { kinds, templateOf }: Templates = ofKubernetes,
): AdmissionRules => ({
    kinds,
    variables: {
        ...literals(parameters),
        // Kinds differ, so that there is no type to check.
        now: "dyn(object)",
        before: "dyn(oldObject)",
        template: templateOf("variables.now"),
        labels: labelsOf("variables.template"),
        templateBefore: `request.operation == 'UPDATE' ? (${templateOf("variables.before")}) : variables.now`,
        isUnchanged:
            "request.operation == 'UPDATE' && variables.templateBefore.spec == variables.template.spec && " +
            `(${labelsOf("variables.templateBefore")}) == variables.labels`,
        containers: ["containers", "initContainers", "ephemeralContainers"].map(list => listOf(spec, list)).join(" + "),
        selected: `has(${spec}.nodeSelector) && '${regionLabel}' in ${spec}.nodeSelector ? [${spec}.nodeSelector['${regionLabel}']] : []`,
        terms:
            `(${hasAffinity} && has(${affinity}.${required}) ? ${affinity}.${required}.nodeSelectorTerms : []) + ` +
            `(${hasAffinity} && has(${affinity}.${preferred}) ? ${affinity}.${preferred}.map(p, p.preference) : [])`,
        isMadeByController:
            "request.userInfo.username == 'system:kube-controller-manager' || " +
            "request.userInfo.username.startsWith('system:serviceaccount:kube-system:')",
    },
    unless: "variables.isUnchanged",
    rules: [
        {
            code: "integrity/image-digest",
            meets: `size(${unpinned}) == 0`,
            message: `'image ' + ${unpinned}[0].image + ' has no digest: name it as <repository>@sha256:<digest>'`,
        },
        {
            code: "integrity/image-registry",
            meets: `size(${foreign}) == 0`,
            message: `'image ' + ${foreign}[0].image + ' is of another registry: images of cell ' + ${parameter("cell")} + ' begin with ' + ${joined("registries")} + '; permit others by kubernetes.registries, in an update before this one'`,
        },
        {
            code: "residency/region-outside-cell",
            meets: [
                `variables.selected.all(r, r in ${inside})`,
                `variables.terms.all(t, ${listOf("t", "matchExpressions")}.all(e, e.key != '${regionLabel}' || e.operator != 'In' || e.values.all(r, r in ${inside})))`,
                `(!${parameter("mustNameRegion")} || size(variables.selected) > 0)`,
            ].join(" && "),
            message: `'a pod of cell ' + ${parameter("cell")} + ' may run in ' + ${joined("nodeRegions")} + ' only: name one in nodeSelector, by the label ${regionLabel}'`,
        },
        {
            code: "residency/node-chosen",
            // The scheduler writes it by a subresource, which is not evaluated.
            meets: `!has(${spec}.nodeName) || ${spec}.nodeName == '' || request.operation == 'UPDATE'`,
            message: "'a pod names its node, past the scheduler: leave spec.nodeName out'",
        },
        {
            code: "exposure/node-access",
            meets: [
                `!${listOf(spec, "volumes")}.exists(v, has(v.hostPath))`,
                ...["hostNetwork", "hostPID", "hostIPC"].map(flag => `!(has(${spec}.${flag}) && ${spec}.${flag})`),
                `!variables.containers.exists(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged)`,
                `!variables.containers.exists(c, ${listOf("c", "ports")}.exists(p, has(p.hostPort) && p.hostPort > 0))`,
            ].join(" && "),
            message: "'a pod has the node: leave out hostPath, hostNetwork, hostPID, hostIPC, hostPort and privileged'",
        },
        mayServe(
            `!('${roleLabel}' in variables.labels && variables.labels['${roleLabel}'] == '${serverRole}') || variables.isMadeByController`,
        ),
    ],
});

/** Services, whose names and addresses pods trust. */
export const serviceRules: AdmissionRules = {
    kinds: [{ group: "", version: "v1", resources: ["services"] }],
    variables: {},
    rules: [
        {
            code: "residency/external-name",
            meets:
                "!(has(object.spec.type) && object.spec.type == 'ExternalName') && " +
                "!(has(object.spec.externalIPs) && size(object.spec.externalIPs) > 0)",
            message: "'a Service leads out of the cluster: leave out the type ExternalName and externalIPs'",
        },
    ],
};

/** What a certifier writes: of another type, a Secret would hold a token of any account of the namespace. */
export function certifierRules(account: string): AdmissionRules {
    return {
        kinds: [{ group: "", version: "v1", resources: ["secrets"] }],
        only: `request.userInfo.username == 'system:serviceaccount:' + request.namespace + ':${account}'`,
        variables: {},
        rules: [
            {
                code: "access/certifier",
                meets: `object.type == '${certifiedSecretType}'`,
                message: `'the certifier writes Secrets of type ${certifiedSecretType} only'`,
            },
        ],
    };
}

/** The specification of a ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1) that applies the rules. */
export function policySpecOf({ kinds, only, rules, unless, variables }: AdmissionRules) {
    return {
        failurePolicy: "Fail",
        matchConstraints: {
            resourceRules: kinds.map(({ group, resources, version }) => ({
                apiGroups: [group],
                apiVersions: [version],
                operations: ["CREATE", "UPDATE"],
                resources: [...resources],
            })),
        },
        // What is about to go is let go: finalizers are removed by updates.
        matchConditions: [
            { name: "stays", expression: "!has(object.metadata.deletionTimestamp)" },
            ...(only === undefined ? [] : [{ name: "only", expression: only }]),
        ],
        variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
        validations: rules.map(({ code, meets, message }) => ({
            expression: unless === undefined ? meets : `${unless} || (${meets})`,
            message: code,
            messageExpression: `'${code}: ' + ${message}`,
        })),
    };
}
