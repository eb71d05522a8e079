import type { Exported } from "../../policy/state";
import type { Inputs } from "../support/mocked-engine";
import { clusterOf, inCluster } from "./stack-kubernetes";

/** Cells of two clusters each, for a shop in each: one under law, as the other. */
export const cells = [
    {
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: ["kubernetes:fra", "kubernetes:lis"],
        primary: "kubernetes:fra",
    },
    {
        name: "us",
        jurisdictions: ["US"],
        dataClasses: ["health"],
        regions: ["kubernetes:nyc"],
        primary: "kubernetes:nyc",
    },
];

export const places = {
    "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
    "kubernetes:lis": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
    "kubernetes:nyc": { city: "New York", country: "US", latitude: 40.71, longitude: -74.01 },
};

export const image = `registry.example.com/shop@sha256:${"0".repeat(64)}`;

/** A resource of the cluster in Frankfurt. */
export const fra = (type: string, name: string, inputs: Inputs = {}): Exported => inCluster("fra", type, name, inputs);

/** Pods of one container, which says more. */
export const pods = (container: Inputs = {}, pod: Inputs = {}): Inputs => ({
    spec: { template: { spec: { containers: [{ name: "shop", image, ...container }], ...pod } } },
});

export const clusters = [clusterOf("fra", "kubernetes:fra"), clusterOf("nyc", "kubernetes:nyc"), clusterOf("any")];

const namespaced = { metadata: { namespace: "shop" } };
const host = "shop.example.com";

/** A shop in a cluster, as a team writes it that knows its trade: no component of Meridian's. */
export function shop(): Exported[] {
    return [
        ...clusters,
        fra("core/v1:Namespace", "shop"),
        fra("core/v1:ServiceAccount", "account", namespaced),
        fra("core/v1:ConfigMap", "settings", { ...namespaced, data: { "app.yaml": "port: 8080", tokenUrl: "/token" } }),
        fra("core/v1:Secret", "database", { ...namespaced, stringData: { password: "p" }, type: "Opaque" }),
        fra("apps/v1:Deployment", "web", {
            ...namespaced,
            ...pods({
                env: [
                    { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "database", key: "password" } } },
                    { name: "DATABASE_URL", value: "postgres://database:5432/shop" },
                ],
                ports: [{ containerPort: 8080 }],
                securityContext: { privileged: false, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
            }),
        }),
        fra("core/v1:Service", "web", { ...namespaced, spec: { type: "ClusterIP", ports: [{ port: 80 }] } }),
        fra("core/v1:Service", "front", {
            ...namespaced,
            spec: { type: "LoadBalancer", ports: [{ port: 443, protocol: "TCP", targetPort: 8443 }] },
        }),
        fra("core/v1:Service", "database", {
            ...namespaced,
            spec: { type: "ExternalName", externalName: "database.data.svc.cluster.local" },
        }),
        fra("networking.k8s.io/v1:Ingress", "ingress", {
            ...namespaced,
            spec: { rules: [{ host }], tls: [{ hosts: ["*.example.com"], secretName: "tls" }] },
        }),
        fra("gateway.networking.k8s.io/v1:Gateway", "gateway", {
            ...namespaced,
            spec: {
                listeners: [
                    { name: "http", protocol: "HTTP", port: 80 },
                    { name: "https", protocol: "HTTPS", port: 443 },
                ],
            },
        }),
        fra("gateway.networking.k8s.io/v1:HTTPRoute", "to-tls", {
            ...namespaced,
            spec: {
                parentRefs: [{ name: "gateway", sectionName: "http" }],
                rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] }],
            },
        }),
        fra("gateway.networking.k8s.io/v1:HTTPRoute", "route", {
            ...namespaced,
            spec: {
                parentRefs: [{ name: "gateway", sectionName: "https" }],
                rules: [{ backendRefs: [{ name: "web", port: 80 }] }],
            },
        }),
        fra("rbac.authorization.k8s.io/v1:Role", "role", {
            ...namespaced,
            rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "watch"] }],
        }),
        fra("rbac.authorization.k8s.io/v1:RoleBinding", "binding", {
            ...namespaced,
            roleRef: { kind: "Role", name: "role" },
            subjects: [{ kind: "ServiceAccount", name: "account" }],
        }),
        fra("networking.k8s.io/v1:NetworkPolicy", "closed", { ...namespaced, spec: { podSelector: {} } }),
        fra("storage.k8s.io/v1:StorageClass", "encrypted", {
            provisioner: "driver.longhorn.io",
            reclaimPolicy: "Retain",
            parameters: { encrypted: "true" },
        }),
        fra("apps/v1:StatefulSet", "orders", {
            ...namespaced,
            spec: {
                template: { spec: { containers: [{ name: "orders", image }] } },
                volumeClaimTemplates: [{ spec: { storageClassName: "encrypted" } }],
            },
        }),
        fra("core/v1:PersistentVolumeClaim", "files", { ...namespaced, spec: { storageClassName: "encrypted" } }),
        fra("batch/v1:CronJob", "nightly", {
            ...namespaced,
            spec: { jobTemplate: { spec: pods().spec } },
        }),
        fra("autoscaling/v2:HorizontalPodAutoscaler", "web", { ...namespaced, spec: { maxReplicas: 4 } }),
        fra("policy/v1:PodDisruptionBudget", "web", { ...namespaced, spec: { maxUnavailable: 1 } }),
        fra("admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", "checks", {
            webhooks: [{ name: "a.example.com", clientConfig: { service: { name: "checks", namespace: "shop" } } }],
        }),
        fra("external-secrets.io/v1:SecretStore", "store", {
            ...namespaced,
            spec: { provider: { vault: { server: "https://vault.vault.svc:8200" } } },
        }),
        fra("external-secrets.io/v1:ExternalSecret", "token", { ...namespaced, spec: {} }),
        fra("k8gb.io/v1beta1:Gslb", "shop", {
            metadata: { namespace: "shop", annotations: { "k8gb.io/hostname": host } },
        }),
        fra("externaldns.k8s.io/v1alpha1:DNSEndpoint", "records", {
            ...namespaced,
            spec: { endpoints: [{ dnsName: `records.${host}`, recordType: "A", targets: ["192.0.2.1"] }] },
        }),
        fra("serving.kserve.io/v1beta1:InferenceService", "model", {
            ...namespaced,
            spec: {
                predictor: {
                    containers: [{ name: "server", image }],
                    logger: { mode: "all", url: "http://logs.watch.svc" },
                },
            },
        }),
    ];
}
