import { imageUser as user } from "../../tools/image-contract";
import type { Identity } from "../support/certificates";
import type { Manifest } from "../support/clusters/api";

export interface Pod {
    readonly name: string;
    readonly namespace: string;
    readonly containers: readonly object[];
    readonly initContainers?: readonly object[];
    readonly volumes?: readonly object[];
    readonly terminationGracePeriodSeconds?: number;
    readonly topologySpreadConstraints?: readonly object[];
    /** Whose token its containers have. Default: none. */
    readonly serviceAccountName?: string;
}

/** A namespace that enforces the strictest Pod Security Standard. */
export function restricted(name: string): Manifest {
    const modes = ["enforce", "warn"].map(mode => [`pod-security.kubernetes.io/${mode}`, "restricted"]);
    return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: Object.fromEntries(modes) as Labels } };
}

/** What the standard requires of a pod and of each container, and a read-only root. */
const secure = {
    pod: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
            runAsNonRoot: true,
            runAsUser: user,
            runAsGroup: user,
            fsGroup: user,
            seccompProfile: { type: "RuntimeDefault" },
        },
    },
    container: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
    },
} as const;

type Labels = Readonly<Record<string, string>>;

const labelsOf = (name: string): Labels => ({ "app.kubernetes.io/name": name });

export function pod(args: Pod): Manifest {
    const { name, namespace } = args;
    return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels: labelsOf(name) }, spec: specOf(args) };
}

/** A rolling update replaces a pod only after its successor is ready. */
export function deployment(replicas: number, args: Pod): Manifest {
    const { name, namespace } = args;
    const labels = labelsOf(name);
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace, labels },
        spec: {
            replicas,
            selector: { matchLabels: labels },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            template: { metadata: { labels }, spec: specOf(args) },
        },
    };
}

/** Of the deployment with that name. `outside`: also at a port of each node, which the cluster chooses. */
export function service(name: string, namespace: string, port: number, outside?: "outside"): Manifest {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: {
            type: outside === undefined ? "ClusterIP" : "NodePort",
            selector: labelsOf(name),
            ports: [{ name: "https", port, protocol: "TCP" }],
        },
    };
}

/** At port 443 of an address that the cluster's balancer assigns. */
export function balanced(
    { name, namespace }: Pick<Pod, "name" | "namespace">,
    deployment: string,
    targetPort: number,
    sources?: readonly string[],
): Manifest {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace },
        spec: {
            type: "LoadBalancer",
            selector: labelsOf(deployment),
            ports: [{ name: "https", port: 443, targetPort, protocol: "TCP" }],
            ...(sources !== undefined && { loadBalancerSourceRanges: sources }),
        },
    };
}

export function tlsSecret(name: string, namespace: string, { cert, key, ca }: Identity): Manifest {
    const files = { "tls.crt": cert, "tls.key": key, "ca.crt": ca };
    return { ...secret(name, namespace, files), type: "kubernetes.io/tls" };
}

export function secret(name: string, namespace: string, stringData: Readonly<Record<string, string>>): Manifest {
    return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData };
}

export function configMap(name: string, namespace: string, data: Readonly<Record<string, string>>): Manifest {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

/** Variables of a container. */
export const variables = (environment: Readonly<Record<string, string>>) =>
    Object.entries(environment).map(([name, value]) => ({ name, value }));

function specOf(args: Pod): object {
    const { name: _name, namespace: _namespace, containers, initContainers = [], ...rest } = args;
    const secured = (container: object) => ({
        imagePullPolicy: "IfNotPresent",
        ...container,
        securityContext: secure.container,
    });
    return {
        ...secure.pod,
        ...(rest.serviceAccountName !== undefined && { automountServiceAccountToken: true }),
        ...rest,
        containers: containers.map(secured),
        ...(initContainers.length > 0 && { initContainers: initContainers.map(secured) }),
    };
}
