import { regionLabel } from "../../components/adapters/kubernetes/landing-zone/admission-rules";
import type { Manifest } from "../support/clusters/api";
import { deployment, pod, service } from "./pods";
import { namespace } from "./regions";

/** Changes a specification of pods. */
type Change = (spec: Spec) => void;

interface Spec {
    containers: { image: string; ports?: object[] }[];
    initContainers?: object[];
    volumes?: object[];
    hostPID?: boolean;
    nodeName?: string;
    nodeSelector?: Readonly<Record<string, string>>;
    affinity?: object;
}

const name = "probe";
const elsewhere = `ghcr.io/acme/tool@sha256:${"a".repeat(64)}`;
const inRegion = (region: string | readonly string[], operator = "In") => ({
    matchExpressions: [{ key: regionLabel, operator, values: [region].flat() }],
});
const required = (term: object): Change => {
    const nodeSelectorTerms = [term];
    return spec =>
        (spec.affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } });
};

/** What the cell's admission refuses of pods, by what is wrong: the beginning of the message. */
export const refusedPods: readonly (readonly [what: string, because: string, change: Change])[] = [
    [
        "an image without a digest",
        "integrity/image-digest: image registry.test/runtime:1 has no digest",
        ({ containers }) => (containers[0]!.image = "registry.test/runtime:1"),
    ],
    [
        "an image of another registry",
        `integrity/image-registry: image ${elsewhere} is of another registry`,
        ({ containers }) => (containers[0]!.image = elsewhere),
    ],
    [
        "an image of another registry before the others",
        "integrity/image-registry",
        spec => (spec.initContainers = [{ ...spec.containers[0]!, name: "before", image: elsewhere }]),
    ],
    [
        "a node selector of a region outside the cell",
        "residency/region-outside-cell: a pod of cell eu may run in fra, lis only",
        spec => (spec.nodeSelector = { [regionLabel]: "iad" }),
    ],
    ["an affinity to a region outside the cell", "residency/region-outside-cell", required(inRegion("iad"))],
    [
        "an affinity to one of two regions, of which one is outside the cell",
        "residency/region-outside-cell",
        required(inRegion(["fra", "iad"])),
    ],
    [
        "a preference of a region outside the cell",
        "residency/region-outside-cell",
        spec => {
            const preference = inRegion("iad");
            const preferredDuringSchedulingIgnoredDuringExecution = [{ weight: 1, preference }];
            spec.affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution } };
        },
    ],
    ["a node that it names itself", "residency/node-chosen", spec => (spec.nodeName = "fra-0")],
];

/** What Pod Security refuses of pods, too, but not of what makes them. */
export const refusedTemplates: typeof refusedPods = [
    ...refusedPods,
    [
        "a directory of the node",
        "exposure/node-access",
        spec => (spec.volumes = [{ name: "node", hostPath: { path: "/" } }]),
    ],
    ["the processes of the node", "exposure/node-access", spec => (spec.hostPID = true)],
    [
        "a port of the node",
        "exposure/node-access",
        ({ containers }) => (containers[0]!.ports = [{ containerPort: 80, hostPort: 80 }]),
    ],
];

/** Selections that name no region outside the cell. */
export const acceptedPods: readonly (readonly [what: string, change: Change])[] = [
    ["that is as those of the cell", () => undefined],
    ["in a region of the cell", spec => (spec.nodeSelector = { [regionLabel]: "lis" })],
    ["that avoids a region outside the cell", required(inRegion("iad", "NotIn"))],
];

/** What makes pods of a specification, by its kind. */
export function made(
    kind: "Pod" | "Deployment" | "Job" | "CronJob",
    image: string,
    change: Change,
    role?: string,
): Manifest {
    const waiting = {
        name,
        namespace,
        containers: [{ name, image, args: ["-e", "setInterval(() => {}, 1000)"] }],
    };
    const { metadata, spec } = structuredClone(pod(waiting)) as unknown as Templated;
    change(spec);
    const labels = { ...metadata.labels, ...(role !== undefined && { role }) };
    if (kind === "Pod") return { apiVersion: "v1", kind, metadata: { name, namespace, labels }, spec };
    const template = { metadata: { labels }, spec };
    if (kind === "Deployment") {
        const whole = deployment(0, waiting);
        return { ...whole, spec: { ...(whole.spec as object), template } };
    }
    const job = { template: { metadata: { labels }, spec: { ...spec, restartPolicy: "Never" } } };
    const whole = kind === "Job" ? job : { schedule: "0 0 1 1 *", jobTemplate: { spec: job } };
    return { apiVersion: "batch/v1", kind, metadata: { name, namespace }, spec: whole };
}

interface Templated {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: Spec;
}

/** Services that lead out of the cluster. */
export const refusedServices: readonly Manifest[] = [
    { ...service(name, namespace, 443), spec: { type: "ExternalName", externalName: "db.example.com" } },
    {
        ...service(name, namespace, 443),
        spec: { externalIPs: ["203.0.113.7"], ports: [{ port: 443, protocol: "TCP" }] },
    },
];

/** A user with the rights on everything in the namespace that makes pods, but none to make servers. */
export const stranger = "stranger";
export const strangersRights: readonly Manifest[] = [
    {
        ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" },
        metadata: { name: stranger, namespace },
        rules: [
            { apiGroups: [""], resources: ["pods"], verbs: ["get", "create", "patch", "update"] },
            { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "create", "patch", "update"] },
        ],
    },
    {
        ...{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" },
        metadata: { name: stranger, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: stranger },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: stranger }],
    },
];
