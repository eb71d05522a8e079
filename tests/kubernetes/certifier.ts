import {
    certificatesFile,
    type CertifiedSecret,
    certifierPaths,
    certifierPort,
    certifierRules,
} from "../../components/plan/serving/certifier";
import { healthPaths } from "../../components/gate/health/health";
import type { EnvironmentOf } from "../../components/plan/serving/programs";
import { serverEnvironment } from "../../components/plan/serving/server-environment";
import { type Issued, makeAuthority, makeIntermediate } from "../../runtime/certifier/certificates";
import type { Manifest, ObjectRef } from "../support/clusters/api";
import { configMap, deployment, secret, service, tlsSecret, variables } from "./pods";
import { modelFile, plan } from "./screening";
import type { Shared } from "./shared";

export const namespace = "certified-eu";
const { host, cell, models, limits } = plan("1.0.0");
export const serverName = `servers.${host}`;

export const gateSecret: CertifiedSecret = { secret: "gate-tls", names: [cell.host, host] };
export const serverSecret: CertifiedSecret = { secret: "server-tls", names: [serverName] };
const listed = [gateSecret, serverSecret];
/** Of another owner, in the same namespace. */
export const foreignSecret = secret("foreign", namespace, { key: "value" });

/** The Deployment, its ServiceAccount, Role and Lease. */
const name = "certifier";
export const lease: ObjectRef = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace },
};

/** 36 seconds: a certificate is renewed after 18. */
const VALID_HOURS = "0.01";

/** The authorities of a cell and of its one region. */
export async function authorities(): Promise<{ root: Issued; intermediate: Issued }> {
    const root = await makeAuthority(`meridian cell ${cell.name}`, cell.host, { pathLength: 1 });
    return { root, intermediate: await makeIntermediate(root, "meridian region eu-west", cell.host) };
}

/** Two certifiers, and all that they need, with the rights of the product's Role and no others. */
export function certifiers(
    { image }: Pick<Shared, "image">,
    { root, intermediate }: { root: Issued; intermediate: Issued },
): { before: Manifest[]; replicas: Manifest } {
    const rbac = "rbac.authorization.k8s.io";
    const metadata = { name, namespace };
    const identity = { cert: intermediate.certificate, key: intermediate.key, ca: root.certificate };
    const authority = (file: string) => `/authority/${file}`;
    const probe = (path: string) => ({ httpGet: { path, port: certifierPort }, periodSeconds: 1, timeoutSeconds: 10 });
    const before = [
        { apiVersion: "v1", kind: "ServiceAccount", metadata },
        { apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules: certifierRules(name, listed) },
        {
            apiVersion: `${rbac}/v1`,
            kind: "RoleBinding",
            metadata,
            roleRef: { apiGroup: rbac, kind: "Role", name },
            subjects: [{ kind: "ServiceAccount", ...metadata }],
        },
        tlsSecret("authority", namespace, identity),
        configMap(name, namespace, { "certificates.json": certificatesFile(listed) }),
    ];
    const environment = {
        ...{ CELL: cell.name, REGION: "kubernetes:eu-west", NAMESPACE: namespace, LEASE: name, VALID_HOURS },
        ...{
            AUTHORITY_CERT: authority("tls.crt"),
            AUTHORITY_KEY: authority("tls.key"),
            ROOT_CERT: authority("ca.crt"),
        },
        ...{ CERTIFICATES: "/certifier/certificates.json", HOST: "0.0.0.0", HEALTH_PORT: String(certifierPort) },
    } satisfies Omit<EnvironmentOf<"certifier">, "POD_NAME">;
    const replicas = deployment(2, {
        ...metadata,
        serviceAccountName: name,
        containers: [
            {
                name,
                image: image("runtime"),
                args: ["/programs/certifier.js"],
                env: [
                    ...variables(environment),
                    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                ],
                readinessProbe: probe(certifierPaths.ready),
                livenessProbe: probe(certifierPaths.live),
                resources: { limits: { memory: "128Mi" } },
                volumeMounts: [name, "authority"].map(name => ({ name, mountPath: `/${name}`, readOnly: true })),
            },
        ],
        volumes: [
            { name, configMap: { name } },
            { name: "authority", secret: { secretName: "authority", defaultMode: 0o440 } },
        ],
    });
    return { before, replicas };
}

export const serverPort = 8443;

/** A model server with a Secret of the certifier, and the Service at which the host reaches it. */
export function certifiedServer({ image }: Pick<Shared, "image">): {
    parts: Manifest[];
    server: Manifest;
    front: Manifest;
} {
    const server = "server";
    const model = models[0]!;
    const tls = (file: string) => `/tls/${file}`;
    const healthPort = 8082;
    const release = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "release", namespace },
        binaryData: { model: modelFile("1.0.0").toString("base64") },
    };
    const environment = {
        ...serverEnvironment(
            model,
            model.releases[0]!,
            { limits },
            {
                ...{ file: "/release/model", host: "0.0.0.0", port: String(serverPort) },
            },
        ),
        HEALTH_PORT: String(healthPort),
        ...{ TLS_CERT: tls("tls.crt"), TLS_KEY: tls("tls.key"), TLS_CA: tls("ca.crt"), TLS_CLIENT_NAMES: host },
    } satisfies EnvironmentOf<"model-server">;
    return {
        parts: [release],
        front: service(server, namespace, serverPort, "outside"),
        server: deployment(1, {
            ...{ name: server, namespace },
            containers: [
                {
                    name: server,
                    image: image("runtime"),
                    env: variables(environment),
                    readinessProbe: { httpGet: { path: healthPaths.ready, port: healthPort }, periodSeconds: 1 },
                    volumeMounts: ["release", "tls"].map(name => ({ name, mountPath: `/${name}`, readOnly: true })),
                },
            ],
            volumes: [
                { name: "release", configMap: { name: "release" } },
                { name: "tls", secret: { secretName: serverSecret.secret, defaultMode: 0o440 } },
            ],
        }),
    };
}
