import assert from "node:assert/strict";

import { type Exported, judgeState } from "../../policy/state";
import { cells, fra, image, places, pods, shop } from "./plain-kubernetes";
import { made, stateOf } from "./stack";
import { clusterOf, inCluster, unknown } from "./stack-kubernetes";

/** Rules that report something, each with the names of the resources: with a question mark where it is undetermined. */
function found(resources: readonly Exported[], externals: Readonly<Record<string, string>> = {}) {
    const all: Record<string, string[]> = {};
    for (const { rule, urn = "", verdict } of judgeState(stateOf(...resources), { cells, places, externals })
        .violations) {
        (all[verdict === "violated" ? rule : `${rule}?`] ??= []).push(urn.split("::").at(-1)!);
    }
    return all;
}

const unauthenticated = { kind: "Group", name: "system:unauthenticated" };
const abroad = "https://abc.execute-api.us-east-1.amazonaws.com/hook";
const rbac = "rbac.authorization.k8s.io/v1";
const gatewayApi = "gateway.networking.k8s.io/v1";
const balancer = (spec: object, annotations: object = {}) =>
    fra("core/v1:Service", "one", { metadata: { annotations }, spec: { type: "LoadBalancer", ...spec } });
const container = (more: object) => fra("apps/v1:Deployment", "one", pods({ ...more }));
const pod = (more: object) => fra("apps/v1:DaemonSet", "one", pods({}, { ...more }));
const store = (provider: object) => fra("external-secrets.io/v1:ClusterSecretStore", "one", { spec: { provider } });
const storageClass = (provisioner: string, parameters: object = {}, reclaimPolicy = "Retain") =>
    fra("storage.k8s.io/v1:StorageClass", "one", { provisioner, parameters, reclaimPolicy });
const ingress = (spec: object, annotations: object = {}) =>
    fra("networking.k8s.io/v1:Ingress", "one", { metadata: { annotations }, spec });
const listener = (...listeners: object[]) => fra(`${gatewayApi}:Gateway`, "one", { spec: { listeners } });
const route = (parent: object, ...rules: object[]) =>
    fra(`${gatewayApi}:HTTPRoute`, "route", { spec: { parentRefs: [{ name: "one", ...parent }], rules } });
const toTls = { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] };
const gslb = (cluster: string, name: string) =>
    inCluster(cluster, "k8gb.io/v1beta1:Gslb", name, {
        metadata: { annotations: { "k8gb.io/hostname": "a.example" } },
    });
const records = (cluster: string, name: string) =>
    inCluster(cluster, "externaldns.k8s.io/v1alpha1:DNSEndpoint", name, {
        spec: { endpoints: [{ dnsName: "a.example", recordType: "A", targets: ["192.0.2.1"] }] },
    });
const kmsKey = (region: string) => `arn:aws:kms:${region}:111122223333:key/one`;

/** What a team adds to its shop, and what is reported then. */
type Addition = readonly [string, readonly Exported[], Record<string, string[]>];

const additions: readonly Addition[] = [
    [
        "a load balancer of a database without source ranges",
        [balancer({ ports: [{ port: 5432 }] })],
        { "exposure/open-ingress": ["one"] },
    ],
    [
        "a balancer of another port beside TLS",
        [balancer({ ports: [{ port: 443 }, { port: 80 }] })],
        { "exposure/open-ingress": ["one"] },
    ],
    [
        "a balancer for halves of the internet",
        [balancer({ ports: [{ port: 22 }], loadBalancerSourceRanges: ["0.0.0.0/1", "128.0.0.0/1"] })],
        { "exposure/open-ingress": ["one"] },
    ],
    [
        "a balancer of a port that is not known",
        [balancer({ ports: [{ port: unknown }] })],
        { "exposure/open-ingress?": ["one"] },
    ],
    [
        "a balancer for named addresses",
        [balancer({ ports: [{ port: 5432 }], loadBalancerSourceRanges: ["192.0.2.0/24"] })],
        {},
    ],
    ...Object.entries({
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
        "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
        "networking.gke.io/load-balancer-type": "Internal",
        "cloud.google.com/load-balancer-type": "Internal",
        "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
        "service.beta.kubernetes.io/openstack-internal-load-balancer": "true",
        "service.beta.kubernetes.io/oci-load-balancer-internal": "true",
    }).map(([key, value]): Addition => [
        `a balancer of the inside by ${key}`,
        [balancer({ ports: [{ port: 80 }] }, { [key]: value })],
        {},
    ]),
    [
        "a balancer that is not of the inside",
        [balancer({ ports: [{ port: 80 }] }, { "service.beta.kubernetes.io/azure-load-balancer-internal": "false" })],
        { "exposure/open-ingress": ["one"] },
    ],
    ["a balancer of HTTP/3", [balancer({ ports: [{ port: 443 }, { port: 443, protocol: "UDP" }] })], {}],
    [
        "a Service on ports of nodes",
        [fra("core/v1:Service", "one", { spec: { type: "NodePort" } })],
        { "exposure/public-addresses": ["one"] },
    ],
    [
        "a Service with addresses of its own",
        [fra("core/v1:Service", "one", { spec: { externalIPs: ["192.0.2.1"] } })],
        { "exposure/public-addresses": ["one"] },
    ],
    [
        "a port of a node",
        [container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
        { "exposure/public-addresses": ["one"] },
    ],
    [
        "an alias of a host abroad",
        [fra("core/v1:Service", "one", { spec: { externalName: "db.us-east-1.rds.amazonaws.com" } })],
        { "residency/event": ["one"] },
    ],
    [
        "an alias of a host of which no place is known",
        [fra("core/v1:Service", "one", { spec: { externalName: "db.example.com" } })],
        { "residency/event?": ["one"] },
    ],
    ["an Ingress without TLS", [ingress({ rules: [{ host: "a.example" }] })], { "encryption/in-transit": ["one"] }],
    [
        "an Ingress of older versions",
        [fra("extensions/v1beta1:Ingress", "one", {})],
        { "encryption/in-transit": ["one"] },
    ],
    [
        "an Ingress with a host without a certificate",
        [ingress({ rules: [{ host: "a.example" }], tls: [{ hosts: ["b.example"] }] })],
        { "encryption/in-transit": ["one"] },
    ],
    [
        "an Ingress that does not redirect",
        [ingress({ tls: [{ secretName: "tls" }] }, { "nginx.ingress.kubernetes.io/ssl-redirect": "false" })],
        { "encryption/in-transit": ["one"] },
    ],
    [
        "an Ingress with a certificate for all",
        [ingress({ rules: [{ host: "a.example" }], tls: [{ secretName: "tls" }] })],
        {},
    ],
    [
        "an Ingress with a certificate of a cloud",
        [ingress({}, { "alb.ingress.kubernetes.io/certificate-arn": "arn" })],
        {},
    ],
    [
        "an Ingress of a host that is not known",
        [ingress({ rules: [{ host: unknown }], tls: [{ hosts: ["a.example"] }] })],
        { "encryption/in-transit?": ["one"] },
    ],
    ["a Gateway without TLS", [listener({ protocol: "HTTP", port: 80 })], { "encryption/in-transit": ["one"] }],
    ["a Gateway whose route redirects", [listener({ protocol: "HTTP", port: 80 }), route({}, toTls)], {}],
    [
        "a Gateway of which a route serves on every listener",
        [
            listener({ protocol: "HTTP", port: 80 }, { protocol: "HTTPS", port: 443 }),
            route({}, { backendRefs: [{ name: "web" }] }),
        ],
        { "encryption/in-transit": ["route"] },
    ],
    [
        "a Gateway of TLS of which a route serves on every listener",
        [listener({ protocol: "HTTPS", port: 443 }), route({}, {})],
        {},
    ],
    [
        "a Gateway that passes on a database",
        [listener({ protocol: "TCP", port: 5432 })],
        { "exposure/open-ingress": ["one"] },
    ],
    ["a Gateway that passes on TLS", [listener({ protocol: "TLS", port: 443 })], {}],
    [
        "a password in a variable",
        [container({ env: [{ name: "DB_PASSWORD", value: "hunter2" }] })],
        { "exposure/secret-in-clear": ["one"] },
    ],
    [
        "a password in a URL",
        [container({ env: [{ name: "DATABASE_URL", value: "postgres://shop:hunter2@db/shop" }] })],
        { "exposure/secret-in-clear": ["one"] },
    ],
    [
        "a password that is not known",
        [container({ env: [{ name: "API_KEY", value: unknown }] })],
        { "exposure/secret-in-clear?": ["one"] },
    ],
    [
        "switches, paths and references",
        [
            container({
                env: [
                    { name: "USE_TOKEN", value: "true" },
                    { name: "TLS_PRIVATE_KEY", value: "/tls/key" },
                    { name: "TOKEN", value: "$(OTHER)" },
                ],
            }),
        ],
        {},
    ],
    [
        "a token in a ConfigMap",
        [fra("core/v1:ConfigMap", "one", { data: { "api-token": "t0ken" } })],
        { "exposure/secret-in-clear": ["one"] },
    ],
    ...["dbPassword", "client.secret", "passphrase", "APIKEY", "aws-secret-access-key", "credentials"].map(
        (key): Addition => [
            `${key} in a ConfigMap`,
            [fra("core/v1:ConfigMap", "one", { data: { [key]: "x" } })],
            { "exposure/secret-in-clear": ["one"] },
        ],
    ),
    ...["passwordFile", "tokenUrl", "secretName", "maxTokens", "token.ttl", "keyring"].map((key): Addition => [
        `${key} in a ConfigMap`,
        [fra("core/v1:ConfigMap", "one", { data: { [key]: "x" } })],
        {},
    ]),
    [
        "a private key in a ConfigMap",
        [fra("core/v1:ConfigMap", "one", { data: { "tls.pem": "-----BEGIN EC PRIVATE KEY-----\nx" } })],
        { "exposure/secret-in-clear": ["one"] },
    ],
    [
        "a role that may do anything",
        [fra(`${rbac}:Role`, "one", { rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["*"] }] })],
        { "identity/wildcard": ["one"] },
    ],
    [
        "a role of all objects",
        [fra(`${rbac}:ClusterRole`, "one", { rules: [{ apiGroups: [""], resources: ["*"], verbs: ["get"] }] })],
        { "identity/wildcard": ["one"] },
    ],
    [
        "a role of all groups",
        [
            fra("rbac.authorization.k8s.io/v1beta1:ClusterRole", "one", {
                rules: [{ apiGroups: ["*"], resources: ["jobs"], verbs: ["get"] }],
            }),
        ],
        { "identity/wildcard": ["one"] },
    ],
    [
        "a role of all paths of the API server that are no objects",
        [fra(`${rbac}:ClusterRole`, "one", { rules: [{ nonResourceURLs: ["*"], verbs: ["get"] }] })],
        { "identity/wildcard": ["one"] },
    ],
    [
        "an administrator of the cluster",
        [fra(`${rbac}:ClusterRoleBinding`, "one", { roleRef: { name: "cluster-admin" }, subjects: [{ name: "ops" }] })],
        { "identity/wildcard": ["one"] },
    ],
    [
        "a role for all users",
        [fra(`${rbac}:RoleBinding`, "one", { roleRef: { name: "role" }, subjects: [unauthenticated] })],
        { "identity/public-principal": ["one"] },
    ],
    [
        "a token without an end",
        [fra("core/v1:Secret", "one", { type: "kubernetes.io/service-account-token" })],
        { "identity/lasting-key": ["one"] },
    ],
    [
        "an image by a tag",
        [container({ image: "registry.example.com/shop:1.0.0" })],
        { "integrity/image-digest": ["one"] },
    ],
    [
        "an image of an init container by a tag",
        [pod({ initContainers: [{ name: "init", image: "busybox" }] })],
        { "integrity/image-digest": ["one"] },
    ],
    [
        "an image by a tag in a bare Pod, of an object of the core group",
        [fra("v1:Pod", "one", { spec: { containers: [{ image: "nginx" }] } })],
        { "integrity/image-digest": ["one"] },
    ],
    ["an image that is not known", [container({ image: unknown })], { "integrity/image-digest?": ["one"] }],
    [
        "a model by a tag",
        [
            fra("serving.kserve.io/v1beta1:InferenceService", "one", {
                spec: { transformer: { containers: [{ image: "a:1" }] } },
            }),
        ],
        { "integrity/image-digest": ["one"] },
    ],
    [
        "a privileged container",
        [container({ securityContext: { privileged: true } })],
        { "exposure/node-access": ["one"] },
    ],
    [
        "a container with a further capability",
        [container({ securityContext: { capabilities: { add: ["SYS_ADMIN"] } } })],
        { "exposure/node-access": ["one"] },
    ],
    [
        "a directory of the node",
        [pod({ volumes: [{ name: "root", hostPath: { path: "/" } }] })],
        { "exposure/node-access": ["one"] },
    ],
    ["the network of the node", [pod({ hostNetwork: true })], { "exposure/node-access": ["one"] }],
    ["processes of the node", [pod({ hostPID: true })], { "exposure/node-access": ["one"] }],
    [
        "a volume of the node's own disk",
        [fra("core/v1:PersistentVolume", "one", { spec: { hostPath: { path: "/data" } } })],
        { "exposure/node-access": ["one"], "encryption/customer-key?": ["one"] },
    ],
    [
        "a webhook abroad",
        [
            fra("admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", "one", {
                webhooks: [{ clientConfig: { url: abroad } }],
            }),
        ],
        { "residency/event": ["one"] },
    ],
    [
        "a webhook of which no place is known",
        [
            fra("admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", "one", {
                webhooks: [{ clientConfig: { url: "https://hook.example.com/" } }],
            }),
        ],
        { "residency/event?": ["one"] },
    ],
    [
        "a conversion abroad",
        [
            fra("apiextensions.k8s.io/v1:CustomResourceDefinition", "one", {
                spec: { conversion: { webhook: { clientConfig: { url: abroad } } } },
            }),
        ],
        { "residency/event": ["one"] },
    ],
    [
        "secrets of AWS abroad",
        [store({ aws: { service: "SecretsManager", region: "us-east-1" } })],
        { "residency/key": ["one"] },
    ],
    ["secrets of AWS in the same cell", [store({ aws: { service: "SecretsManager", region: "eu-central-1" } })], {}],
    [
        "secrets of Google Cloud abroad",
        [store({ gcpsm: { projectID: "shop", location: "us-central1" } })],
        { "residency/key": ["one"] },
    ],
    [
        "secrets of Google Cloud wherever they are",
        [store({ gcpsm: { projectID: "shop" } })],
        { "residency/key?": ["one"] },
    ],
    [
        "secrets of a vault of which no place is known",
        [store({ vault: { server: "https://vault.example.com" } })],
        { "residency/key?": ["one"] },
    ],
    ...Object.entries({
        azurekv: { vaultUrl: "https://shop.vault.azure.net" },
        webhook: { url: "https://secrets.example.com/{{ .remoteRef.key }}" },
        kubernetes: { server: { url: "https://cluster.example.com" } },
    }).map(([kind, provider]): Addition => [
        `secrets of ${kind} of which no place is known`,
        [store({ [kind]: provider })],
        { "residency/key?": ["one"] },
    ]),
    ...["initContainers", "ephemeralContainers"].map((list): Addition => [
        `${list} that are privileged, with a port of their node, a secret in plain text and a tag`,
        [
            pod({
                [list]: [
                    {
                        image: "busybox",
                        securityContext: { privileged: true },
                        ports: [{ hostPort: 80 }],
                        env: [{ name: "TOKEN", value: "t" }],
                    },
                ],
            }),
        ],
        {
            "exposure/node-access": ["one"],
            "exposure/public-addresses": ["one"],
            "exposure/secret-in-clear": ["one"],
            "integrity/image-digest": ["one"],
        },
    ]),
    ...[
        { hostIPC: true },
        { securityContext: { windowsOptions: { hostProcess: true } } },
        { containers: [{ image, securityContext: { windowsOptions: { hostProcess: true } } }] },
    ].map((more): Addition => [
        `access to the node by ${Object.keys(more).join()}`,
        [pod(more)],
        { "exposure/node-access": ["one"] },
    ]),
    [
        "an image that is mounted by a tag",
        [pod({ volumes: [{ name: "model", image: { reference: "registry.example.com/model:1" } }] })],
        { "integrity/image-digest": ["one"] },
    ],
    [
        "audit events that are sent abroad",
        [
            fra("auditregistration.k8s.io/v1alpha1:AuditSink", "one", {
                spec: { webhook: { clientConfig: { url: abroad } } },
            }),
        ],
        { "residency/log": ["one"] },
    ],
    [
        "a database whose second volume has the cluster's default class",
        [
            fra("apps/v1:StatefulSet", "one", {
                spec: {
                    template: {},
                    volumeClaimTemplates: [{ spec: { storageClassName: "encrypted" } }, { spec: {} }],
                },
            }),
        ],
        { "encryption/customer-key?": ["one"] },
    ],
    ...(
        [
            [{ port: 443, protocol: "SCTP" }, "exposure/open-ingress"],
            [{ port: 22, protocol: unknown }, "exposure/open-ingress"],
            [{ port: 443, protocol: unknown }, "exposure/open-ingress?"],
            [{ name: "https" }, "exposure/open-ingress"],
        ] as const
    ).map(([port, rule]): Addition => [
        `a balancer of ${JSON.stringify(port)}`,
        [balancer({ ports: [port] })],
        { [rule]: ["one"] },
    ]),
    ...(
        [
            [["192.0.2.0/24", "0.0.0.0/0"], "exposure/open-ingress"],
            [["192.0.2.0/24", unknown], "exposure/open-ingress?"],
        ] as const
    ).map(([loadBalancerSourceRanges, rule]): Addition => [
        `a balancer for ${loadBalancerSourceRanges.join()}`,
        [balancer({ ports: [{ port: 22 }], loadBalancerSourceRanges })],
        { [rule]: ["one"] },
    ]),
    ...[
        [toTls, { backendRefs: [{ name: "web" }] }],
        [{ ...toTls, backendRefs: [{ name: "web" }] }],
        [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "http" } }] }],
        [{ filters: [{ type: "RequestHeaderModifier" }] }],
    ].map((rules): Addition => [
        `a Gateway whose route does not only redirect, but ${JSON.stringify(rules.at(-1))}`,
        [listener({ protocol: "HTTP", port: 80 }), route({ sectionName: "http" }, ...rules)],
        { "encryption/in-transit": ["one"] },
    ]),
    [
        "a Gateway whose route changes headers and redirects",
        [
            listener({ protocol: "HTTP", port: 80 }),
            route({}, { filters: [{ type: "RequestHeaderModifier" }, ...toTls.filters] }),
        ],
        {},
    ],
    [
        "a Gateway of which a route serves on one listener, and on every one of another",
        [
            listener({ protocol: "HTTP", port: 80 }),
            fra(`${gatewayApi}:HTTPRoute`, "route", {
                spec: { parentRefs: [{ name: "one", sectionName: "https" }, { name: "gateway" }], rules: [{}] },
            }),
        ],
        { "encryption/in-transit": ["route"] },
    ],
    [
        "an Ingress with a certificate for one host and one for all",
        [ingress({ rules: [{ host: "a.example" }], tls: [{ hosts: ["b.example"] }, { secretName: "tls" }] })],
        {},
    ],
    [
        "an Ingress with certificates for two hosts",
        [ingress({ rules: [{ host: "b.example" }], tls: [{ hosts: ["a.example", "b.example"] }] })],
        {},
    ],
    [
        "a patch of a binding",
        [fra(`${rbac}:RoleBindingPatch`, "one", { subjects: [{ kind: "ServiceAccount", name: "account" }] })],
        {},
    ],
    [
        "an alias of a host that is not known",
        [fra("core/v1:Service", "one", { spec: { externalName: unknown } })],
        { "residency/event?": ["one"] },
    ],
    [
        "an image of an init container that is not known",
        [pod({ initContainers: [{ name: "init", image: unknown }] })],
        { "integrity/image-digest?": ["one"] },
    ],
    [
        "a Secret in a cluster that is not identified, in a namespace of the same name",
        [inCluster("any", "core/v1:Secret", "one", { metadata: { namespace: "shop" } })],
        { "residency/place?": ["one"] },
    ],
    [
        "a runtime of models in a cluster that is not identified",
        [inCluster("any", "serving.kserve.io/v1alpha1:ClusterServingRuntime", "one", { spec: {} })],
        { "residency/compute?": ["one"] },
    ],
    ["unencrypted volumes", [storageClass("ebs.csi.aws.com")], { "encryption/at-rest": ["one"] }],
    [
        "volumes under AWS's own key",
        [storageClass("ebs.csi.aws.com", { encrypted: "true" })],
        { "encryption/customer-key": ["one"] },
    ],
    [
        "volumes under a key abroad",
        [storageClass("ebs.csi.aws.com", { encrypted: "true", kmsKeyId: kmsKey("us-east-1") })],
        { "residency/key": ["one"] },
    ],
    [
        "volumes under a key of the cell",
        [storageClass("ebs.csi.aws.com", { encrypted: "true", kmsKeyId: kmsKey("eu-central-1") })],
        {},
    ],
    ["volumes under Google's own key", [storageClass("pd.csi.storage.gke.io")], { "encryption/customer-key": ["one"] }],
    [
        "volumes of a driver that is not known",
        [storageClass("rancher.io/local-path")],
        { "encryption/customer-key?": ["one"] },
    ],
    [
        "volumes that are deleted with their claims",
        [storageClass("driver.longhorn.io", { encrypted: "true" }, "Delete")],
        { "durability/deletion-protection": ["one"] },
    ],
    [
        "a claim of a class of another stack",
        [fra("core/v1:PersistentVolumeClaim", "one", { spec: { storageClassName: "standard" } })],
        { "encryption/customer-key?": ["one"] },
    ],
    [
        "a host that clusters of two cells answer",
        [gslb("fra", "one"), gslb("nyc", "other")],
        { "residency/failover": ["one", "other"] },
    ],
    [
        "a host that clusters of two cells have records of",
        [records("fra", "one"), records("nyc", "other")],
        { "residency/failover": ["one", "other"] },
    ],
    [
        "logs of requests that are sent abroad",
        [
            fra("serving.kserve.io/v1beta1:InferenceService", "one", {
                spec: { predictor: { logger: { url: abroad } } },
            }),
        ],
        { "residency/log": ["one"] },
    ],
    [
        "a file server of which no place is known",
        [fra("core/v1:PersistentVolume", "one", { spec: { nfs: { server: "10.1.2.3", path: "/" } } })],
        { "residency/replication?": ["one"], "encryption/customer-key?": ["one"] },
    ],
    [
        "a chart that the provider installs",
        [fra("helm.sh/v3:Release", "one", { chart: "redis" })],
        { "coverage/unmapped?": ["one"] },
    ],
    [
        "an application of Argo CD",
        [
            fra("argoproj.io/v1alpha1:Application", "one", {
                spec: { destination: { server: "https://kubernetes.default.svc" } },
            }),
        ],
        { "coverage/unmapped?": ["one"] },
    ],
    ["an object of a kind that is not known", [fra("example.com/v1:Widget", "one")], { "coverage/unmapped?": ["one"] }],
    [
        "a Secret in the cluster of another cell",
        [inCluster("nyc", "core/v1:Secret", "one", { metadata: { labels: { "meridian/cell": "eu" } } })],
        { "residency/place": ["one"] },
    ],
    [
        "pods in a namespace of the cell, in the cluster of another",
        [
            inCluster("nyc", "core/v1:Namespace", "eu-shop", { metadata: { labels: { "meridian/cell": "eu" } } }),
            inCluster("nyc", "apps/v1:Deployment", "one", { ...pods(), metadata: { namespace: "eu-shop" } }),
        ],
        { "residency/compute": ["one"] },
    ],
    [
        "objects in a namespace of the same name in another cluster",
        [inCluster("nyc", "core/v1:ConfigMap", "one", { metadata: { namespace: "shop" } })],
        {},
    ],
    [
        "a namespace of a cell that is not there",
        [fra("core/v1:Namespace", "one", { metadata: { labels: { "meridian/cell": "eux" } } })],
        { "coverage/unknown-cell": ["one"] },
    ],
    [
        "a Secret and pods in a cluster that is not identified",
        [inCluster("any", "core/v1:Secret", "one", {}), inCluster("any", "batch/v1:Job", "job", pods())],
        { "residency/place?": ["one"], "residency/compute?": ["job"] },
    ],
    [
        "a Secret in a cluster that is identified otherwise",
        [clusterOf("own", "my-cluster"), inCluster("own", "core/v1:Secret", "one", {})],
        { "residency/place?": ["one"] },
    ],
    [
        "a Secret in a cluster whose region is not known yet",
        [clusterOf("new", unknown), inCluster("new", "core/v1:Secret", "one", {})],
        { "residency/place?": ["one"] },
    ],
    [
        "a Secret in a cluster that is identified by a region of its cloud",
        [clusterOf("eks", "aws:us-east-1"), inCluster("eks", "core/v1:Secret", "one", {})],
        {},
    ],
];

describe("a plain program of Kubernetes under the policy pack", () => {
    it("has nothing to report where it is built well", () => {
        const resources = shop();
        const { coverage, violations } = judgeState(stateOf(...resources), { cells, places });
        assert.deepEqual(violations, []);
        assert.equal(coverage.proven, coverage.keeping);
        assert.ok(coverage.keeping >= 6);
    });

    for (const [what, more, wanted] of additions) {
        const rules = Object.keys(wanted).join(", ");
        it(`${rules === "" ? "has nothing to report of" : `is reported by ${rules} alone for`} ${what}`, () => {
            assert.deepEqual(found([...shop(), ...more]), wanted);
        });
    }

    it("is evaluated without cells by rules that need none", () => {
        const one = container({ image: "shop:1.0.0" });
        const rules = judgeState(stateOf(...shop(), one)).violations.map(({ rule }) => rule);
        assert.deepEqual(rules, ["integrity/image-digest"]);
    });

    it("leads to hosts whose place the config states", () => {
        const alias = fra("core/v1:Service", "one", { spec: { externalName: "db.example.com" } });
        assert.deepEqual(found([...shop(), alias], { "db.example.com": "kubernetes:lis" }), {});
        assert.deepEqual(found([...shop(), alias], { "db.example.com": "kubernetes:nyc" }), {
            "residency/event": ["one"],
        });
    });

    it("takes the key of a volume from the key that its class names, before that exists", () => {
        const key = made("aws:kms/key:Key", "key", { region: "eu-central-1", enableKeyRotation: true });
        const one = fra("storage.k8s.io/v1:StorageClass", "one", {
            provisioner: "ebs.csi.aws.com",
            reclaimPolicy: "Retain",
            parameters: { encrypted: "true", kmsKeyId: unknown },
        });
        const named = { ...one, propertyDependencies: { ...one.propertyDependencies, parameters: [key.urn] } };
        assert.deepEqual(found([...shop(), key, named]), {});
    });

    it("is in doubt of a binding that is not known yet, unless that comes from a role and an account of the stack", () => {
        const inputs = { roleRef: { name: unknown }, subjects: [{ name: unknown }] };
        const binding = fra(`${rbac}:ClusterRoleBinding`, "one", inputs);
        const urnOf = (name: string) => shop().find(({ id }) => id === name)!.urn;
        const from = (role: string, ...subjects: readonly string[]) => {
            const propertyDependencies = { roleRef: [urnOf(role)], subjects: subjects.map(urnOf) };
            return found([...shop(), { ...binding, propertyDependencies }]);
        };
        assert.deepEqual(from("role", "account"), {});
        assert.deepEqual(from("role", "account", "settings"), { "identity/public-principal?": ["one"] });
        assert.deepEqual(from("settings", "account"), { "identity/wildcard?": ["one"] });
        assert.deepEqual(found([...shop(), binding]), {
            "identity/public-principal?": ["one"],
            "identity/wildcard?": ["one"],
        });
    });

    it("is reported without a value of a property", () => {
        const resources = [
            ...shop(),
            container({ image: "canary-4b1d:1", env: [{ name: "PASSWORD", value: "canary-4b1d" }] }),
            fra("core/v1:ConfigMap", "two", { data: { password: "canary-4b1d" } }),
            clusterOf("canary", "canary-4b1d"),
            inCluster("canary", "core/v1:Secret", "three", {}),
            fra("core/v1:Service", "four", { spec: { externalName: "canary-4b1d.example.com" } }),
        ];
        const { violations } = judgeState(stateOf(...resources), { cells, places });
        assert.ok(violations.length >= 5);
        assert.deepEqual(
            violations.filter(({ message }) => message.includes("canary-4b1d")),
            [],
        );
    });
});
