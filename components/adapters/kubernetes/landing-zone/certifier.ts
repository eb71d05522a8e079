import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { podApps } from "../../../plan/clouds/pod-apps";
import {
    certificatesFile,
    certifierPaths,
    certifierPort,
    certifierRules,
    type CertifiedSecret,
} from "../../../plan/serving/certifier";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { makePolicy, tcp } from "../network-policy";
import { metadataOf, unnamedOf } from "../objects";
import { variables } from "../pods";
import { makeDeployment } from "../deployment";
import { authorityFiles } from "./authority";
import type { LandingScope } from "./scope";

const app = podApps.certifier;
/** Its ServiceAccount. */
export const certifierAccount = app;
const lease = app;
const directories = { authority: "/authority", certificates: "/certificates" } as const;

/**
 * A program does not know the API server's address. Policies are evaluated after the port of its Service is translated: usually 443 and
 * 6443, in minikube 8443, in MicroK8s 16443.
 */
const apiServerPorts = [443, 6443, 8443, 16_443];

/** The Secrets with the certificates of a place's pods. They exist once the certifier is ready. */
export type Certified<Pods extends string> = Readonly<Record<Pods, pulumi.Output<string>>>;

/**
 * Two replicas, of which one at a time issues certificates for a day, and renews them at half of that. Keys of pods are in their Secrets only:
 * neither the engine nor its state has them.
 */
export function makeCertifier<Pods extends string>(
    scope: LandingScope,
    authority: pulumi.Output<string>,
    secrets: Readonly<Record<Pods, CertifiedSecret>>,
): Certified<Pods> {
    const { cell, name, namespace, opts, settings } = scope;
    const child = `${name}-${app}`;
    const all = Object.values<CertifiedSecret>(secrets);
    const metadata = metadataOf(app, scope);
    const account = new k8s.core.v1.ServiceAccount(child, { metadata, automountServiceAccountToken: false }, opts);
    const role = new k8s.rbac.v1.Role(child, { metadata, rules: certifierRules(lease, all) }, opts);
    const binding = new k8s.rbac.v1.RoleBinding(
        child,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
            // The name as it is planned: what the namespace waits for is not where the subject comes from.
            subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: scope.namespaceName }],
        },
        opts,
    );
    const certificates = new k8s.core.v1.ConfigMap(
        `${child}-certificates`,
        {
            metadata: unnamedOf(app, scope),
            data: { "certificates.json": certificatesFile(all) },
        },
        opts,
    );
    const opened = makePolicy(child, app, { pods: { app }, to: [{ ports: tcp(...apiServerPorts) }] }, scope);
    const file = (name: string) => `${directories.authority}/${name}`;
    const deployment = makeDeployment(
        child,
        {
            app,
            replicas: 2,
            account: account.metadata.name,
            hasToken: true,
            isNeeded: true,
            container: {
                image: settings.images.runtime,
                args: [`/${programsFolder}/certifier.js`],
                env: [
                    ...variables({
                        CELL: cell.name,
                        REGION: scope.region,
                        CERTIFICATES: `${directories.certificates}/certificates.json`,
                        AUTHORITY_CERT: file(authorityFiles.certificate),
                        AUTHORITY_KEY: file(authorityFiles.key),
                        ROOT_CERT: file(authorityFiles.root),
                        NAMESPACE: namespace,
                        LEASE: lease,
                        HOST: "0.0.0.0",
                        HEALTH_PORT: String(certifierPort),
                    } satisfies Omit<EnvironmentOf<"certifier", pulumi.Input<string>>, "POD_NAME">),
                    { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                ],
                ...probes,
                resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } },
                volumeMounts: [
                    { name: "authority", mountPath: directories.authority, readOnly: true },
                    { name: "certificates", mountPath: directories.certificates, readOnly: true },
                ],
            },
            volumes: [
                { name: "authority", secret: { secretName: authority, defaultMode: 0o440 } },
                { name: "certificates", configMap: { name: certificates.metadata.name } },
            ],
        },
        scope,
        { ...opts, dependsOn: [binding, opened] },
    );
    return Object.fromEntries(
        Object.entries<CertifiedSecret>(secrets).map(([pods, { secret }]) => [
            pods,
            deployment.metadata.apply(() => secret),
        ]),
    ) as Certified<Pods>;
}

const probes = {
    readinessProbe: {
        httpGet: { path: certifierPaths.ready, port: certifierPort },
        periodSeconds: 2,
        timeoutSeconds: 10,
    },
    livenessProbe: { httpGet: { path: certifierPaths.live, port: certifierPort }, timeoutSeconds: 10 },
};
