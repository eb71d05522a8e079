import { readFileSync } from "node:fs";
import path from "node:path";

import type { Manifest } from "./api";
import { type CredentialFiles, users } from "./credentials";
import type { ClusterPlan, Command } from "./plan";
import { mayRead } from "./rights";

const port = 4443;
const api = { group: "metrics.k8s.io", version: "v1beta1" } as const;
const name = "metrics-server";
const namespace = "kube-system";
const host = `${name}.${namespace}.svc`;

export const metricsApi = {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: `${api.version}.${api.group}` },
} as const;

/** The certificate that it shows the API server. */
export const metricsCertificate = ({ credentials, address }: ClusterPlan): Promise<CredentialFiles> =>
    credentials.files(users.metrics, [address], [host]);

/** What autoscalers read of pods. It looks as often as it can. */
export async function metricsServer(plan: ClusterPlan, { ca, cert, key }: CredentialFiles): Promise<Command> {
    const kubeconfig = await plan.credentials.kubeconfig(users.metrics);
    return {
        program: path.join(plan.bin, name),
        args: [
            ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].flatMap(flag => [
                `--${flag}`,
                kubeconfig,
            ]),
            ...["--secure-port", String(port), "--tls-cert-file", cert, "--tls-private-key-file", key],
            ...["--kubelet-certificate-authority", ca, "--kubelet-preferred-address-types", "InternalIP"],
            ...["--metric-resolution", "10s", "--kubelet-request-timeout", "5s"],
        ],
    };
}

/** As of the manifests of its release (github.com/kubernetes-sigs/metrics-server, manifests/base). It is no pod, as DNS is none. */
export function metricsManifests({ address }: ClusterPlan, { ca }: CredentialFiles): Manifest[] {
    const rbac = "rbac.authorization.k8s.io";
    const subjects = [{ apiGroup: rbac, kind: "User", name: users.metrics.name }];
    const ports = [{ name: "https", port, protocol: "TCP" }];
    return [
        ...mayRead(users.metrics, [
            { apiGroups: [""], resources: ["nodes", "pods", "namespaces", "configmaps"] },
            { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        ]),
        {
            apiVersion: `${rbac}/v1`,
            kind: "ClusterRoleBinding",
            metadata: { name: `${name}:system:auth-delegator` },
            roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:auth-delegator" },
            subjects,
        },
        {
            apiVersion: `${rbac}/v1`,
            kind: "RoleBinding",
            metadata: { name: `${name}-auth-reader`, namespace },
            roleRef: { apiGroup: rbac, kind: "Role", name: "extension-apiserver-authentication-reader" },
            subjects,
        },
        { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { ports } },
        {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { name: `${name}-first`, namespace, labels: { "kubernetes.io/service-name": name } },
            addressType: "IPv4",
            ports,
            endpoints: [{ addresses: [address] }],
        },
        {
            ...metricsApi,
            spec: {
                ...api,
                service: { name, namespace, port },
                caBundle: readFileSync(ca).toString("base64"),
                groupPriorityMinimum: 100,
                versionPriority: 100,
            },
        },
    ];
}
