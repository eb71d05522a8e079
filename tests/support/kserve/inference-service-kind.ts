import type { Manifest } from "../clusters/api";

/** As much of a schema of Kubernetes as is needed here (kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions). */
export interface Schema {
    readonly type?: "object" | "array" | "string" | "integer" | "boolean";
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
    readonly additionalProperties?: Schema;
    readonly items?: Schema;
    readonly enum?: readonly string[];
    readonly "x-kubernetes-int-or-string"?: true;
    readonly "x-kubernetes-preserve-unknown-fields"?: true;
}

const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };
const flag: Schema = { type: "boolean" };
const quantity: Schema = { "x-kubernetes-int-or-string": true };
const texts: Schema = { type: "object", additionalProperties: text };
const quantities: Schema = { type: "object", additionalProperties: quantity };
const any: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
});
const list = (items: Schema): Schema => ({ type: "array", items });

const probe = object({
    exec: object({ command: list(text) }),
    httpGet: object({ path: text, port: quantity }, ["port"]),
    failureThreshold: whole,
    initialDelaySeconds: whole,
    periodSeconds: whole,
    timeoutSeconds: whole,
});

const container = object(
    {
        name: text,
        image: text,
        imagePullPolicy: text,
        restartPolicy: text,
        command: list(text),
        args: list(text),
        env: list(object({ name: text, value: text, valueFrom: any }, ["name"])),
        envFrom: list(any),
        ports: list(object({ name: text, containerPort: whole, protocol: text }, ["containerPort"])),
        resources: object({
            requests: quantities,
            limits: quantities,
            claims: list(object({ name: text, request: text }, ["name"])),
        }),
        startupProbe: probe,
        readinessProbe: probe,
        livenessProbe: probe,
        lifecycle: object({ preStop: object({ sleep: object({ seconds: whole }, ["seconds"]) }) }),
        securityContext: object({
            allowPrivilegeEscalation: flag,
            readOnlyRootFilesystem: flag,
            capabilities: object({ add: list(text), drop: list(text) }),
        }),
        volumeMounts: list(object({ name: text, mountPath: text, readOnly: flag }, ["name", "mountPath"])),
    },
    ["name"],
);

/** The fields of a pod's specification that the product writes: a predictor has them among its own. */
const pod = {
    affinity: any,
    automountServiceAccountToken: flag,
    containers: list(container),
    initContainers: list(container),
    dnsConfig: object({ options: list(object({ name: text, value: text })) }),
    enableServiceLinks: flag,
    imagePullSecrets: list(object({ name: text })),
    nodeSelector: texts,
    resourceClaims: list(object({ name: text, resourceClaimTemplateName: text }, ["name"])),
    securityContext: object({
        runAsNonRoot: flag,
        runAsUser: whole,
        runAsGroup: whole,
        fsGroup: whole,
        fsGroupChangePolicy: text,
        seccompProfile: object({ type: text }, ["type"]),
    }),
    serviceAccountName: text,
    terminationGracePeriodSeconds: whole,
    tolerations: list(object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: whole })),
    topologySpreadConstraints: list(any),
    volumes: list({ ...any, properties: { name: text }, required: ["name"] }),
};

/** Of a component, what is not the pod's. */
const component = {
    labels: texts,
    annotations: texts,
    minReplicas: whole,
    maxReplicas: whole,
    scaleTarget: whole,
    scaleMetric: { ...text, enum: ["cpu", "memory", "concurrency", "rps"] },
    deploymentStrategy: object({
        type: text,
        rollingUpdate: object({ maxSurge: quantity, maxUnavailable: quantity }),
    }),
} satisfies Readonly<Record<string, Schema>>;

/** The other ways to say what serves: exactly one may be said. */
export const otherImplementations = ["model", "sklearn", "xgboost", "triton", "huggingface"] as const;

const implementations = Object.fromEntries(otherImplementations.map(name => [name, any]));

export const inferenceServiceSchema: Schema = object({
    spec: object({ predictor: object({ ...component, ...implementations, ...pod }) }, ["predictor"]),
    status: any,
});

/**
 * KServe's kind of object, with the fields that the product writes (github.com/kserve/kserve v0.20.0:
 * config/crd/full/serving.kserve.io_inferenceservices.yaml). The real one has more: missing and renamed fields are refused here, too. The
 * checks of its webhooks are in `judge.ts`.
 */
export const inferenceServiceKind: Manifest = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "inferenceservices.serving.kserve.io" },
    spec: {
        group: "serving.kserve.io",
        scope: "Namespaced",
        names: {
            kind: "InferenceService",
            listKind: "InferenceServiceList",
            plural: "inferenceservices",
            singular: "inferenceservice",
        },
        versions: [
            {
                name: "v1beta1",
                served: true,
                storage: true,
                schema: { openAPIV3Schema: inferenceServiceSchema },
                subresources: { status: {} },
            },
        ],
    },
};
