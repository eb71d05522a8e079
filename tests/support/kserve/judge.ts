import { inferenceServiceSchema, otherImplementations, type Schema } from "./inference-service-kind";

interface Container {
    readonly name: string;
    readonly env?: readonly { readonly name: string }[];
    readonly ports?: readonly { readonly protocol?: string }[];
    readonly readinessProbe?: object;
    readonly resources?: { readonly requests?: object; readonly limits?: object };
}

/** The part of an InferenceService that is checked. */
export interface InferenceService {
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec: {
        readonly predictor: {
            readonly labels?: Readonly<Record<string, string>>;
            readonly annotations?: Readonly<Record<string, string>>;
            readonly containers?: readonly Container[];
            readonly initContainers?: readonly Container[];
            readonly minReplicas?: number;
            readonly maxReplicas?: number;
            readonly scaleMetric?: string;
            readonly scaleTarget?: number;
            readonly deploymentStrategy?: object;
        };
    };
}

export const modeAnnotation = "serving.kserve.io/deploymentMode";
export const classAnnotation = "serving.kserve.io/autoscalerClass";

/** The autoscalers of the mode without Knative (pkg/constants/constants.go, AutoscalerAllowedClassList). */
const classes = ["hpa", "external", "keda", "none"];

/**
 * What is wrong with an InferenceService in the mode `Standard`: what the API server refuses by KServe's schema, its webhooks by their rules
 * (github.com/kserve/kserve v0.20.0: pkg/apis/serving/v1beta1/inference_service_validation.go, component.go, predictor_custom.go; pkg/validation/env_policy.go),
 * its controller by the names it makes (reconcilers/ingress/domain.go, pkg/constants/constants.go), and what webhooks and defaults would change
 * (inference_service_defaults.go), which an engine would find again at each update.
 *
 * Written from KServe's sources; none of its programs ran. It proves nothing about other modes, another template of host names in its ConfigMap,
 * what its webhook for pods adds, or other versions.
 */
export function judged(service: InferenceService): string[] {
    return [
        ...misfits(service.spec, inferenceServiceSchema.properties!.spec!, "spec"),
        ...refusals(service),
        ...defaults(service),
    ];
}

/** Fields that a schema does not have, or has otherwise. */
export function misfits(value: unknown, schema: Schema, at: string): string[] {
    if (schema["x-kubernetes-int-or-string"]) {
        return typeof value === "string" || Number.isInteger(value) ? [] : [`${at}: a number or text`];
    }
    if (schema.type === "array") {
        return Array.isArray(value)
            ? value.flatMap((item, i) => misfits(item, schema.items!, `${at}[${i}]`))
            : [`${at}: a list`];
    }
    if (schema.type === "object") {
        if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at}: an object`];
        return [
            ...(schema.required ?? []).filter(key => !(key in value)).map(key => `${at}.${key}: required`),
            ...Object.entries(value).flatMap(([key, one]) => {
                const own = schema.properties?.[key] ?? schema.additionalProperties;
                if (own !== undefined) return misfits(one, own, `${at}.${key}`);
                return schema["x-kubernetes-preserve-unknown-fields"] ? [] : [`${at}.${key}: unknown`];
            }),
        ];
    }
    const isRight = schema.type === "integer" ? Number.isInteger(value) : typeof value === schema.type;
    if (!isRight) return [`${at}: of type ${schema.type}`];
    return schema.enum === undefined || schema.enum.includes(String(value))
        ? []
        : [`${at}: one of ${schema.enum.join()}`];
}

function refusals({ metadata, spec: { predictor } }: InferenceService): string[] {
    const { annotations = {}, name, namespace } = metadata;
    const {
        containers = [],
        initContainers = [],
        maxReplicas = 0,
        minReplicas = 1,
        scaleMetric,
        scaleTarget,
    } = predictor;
    const scaler = annotations[classAnnotation];
    const ways = [
        ...otherImplementations.filter(way => way in predictor),
        ...(containers.length > 0 ? ["containers"] : []),
    ];
    const blocked = [...containers, ...initContainers].filter(({ env = [] }) =>
        env.some(({ name }) => name === "PYTHONPATH"),
    );
    const host = `${name}-predictor-${namespace}`;
    const rules: readonly (readonly [boolean, string])[] = [
        [
            /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
            "name: lower-case letters, digits and inner hyphens, a letter first",
        ],
        [annotations[modeAnnotation] === "Standard", "mode: Standard"],
        [scaler === undefined || classes.includes(scaler), `autoscaler: one of ${classes.join(", ")}`],
        [ways.length === 1, `implementations: exactly one, not ${ways.join(" and ") || "none"}`],
        [containers[0]?.name === "kserve-container", "containers[0]: named kserve-container"],
        [minReplicas >= 0 && (maxReplicas === 0 || minReplicas <= maxReplicas), "replicas: min within max"],
        [scaler !== "hpa" || ["cpu", "memory", undefined].includes(scaleMetric), "metric: cpu or memory"],
        [scaler !== "hpa" || scaleTarget === undefined || (scaleTarget >= 1 && scaleTarget <= 100), "target: 1 to 100"],
        [blocked.length === 0, `variables: no PYTHONPATH in ${blocked.map(({ name }) => name).join()}`],
        [host.length <= 63, `host: ${host} of more than 63 characters`],
        [`isvc.${name}-predictor`.length <= 63, "label: of more than 63 characters"],
    ];
    return rules.flatMap(([holds, rule]) => (holds ? [] : [rule]));
}

/** What the webhook fills in where nothing is said, and the schema's own default. */
function defaults({ spec: { predictor } }: InferenceService): string[] {
    const [first] = predictor.containers ?? [];
    const { limits = {}, requests = {} } = first?.resources ?? {};
    const missing = ["cpu", "memory"].flatMap(resource => [
        ...(resource in requests ? [] : [`containers[0].resources.requests.${resource}: would be KServe's default`]),
        ...(resource in limits ? [] : [`containers[0].resources.limits.${resource}: would be KServe's default`]),
    ]);
    const ports = (first?.ports ?? []).filter(({ protocol }) => protocol === undefined);
    return [
        ...missing,
        ...ports.map(() => "containers[0].ports[].protocol: would be TCP"),
        ...(first?.readinessProbe === undefined ? ["containers[0].readinessProbe: would be a connection"] : []),
        ...("automountServiceAccountToken" in predictor ? [] : ["automountServiceAccountToken: would be false"]),
    ];
}
