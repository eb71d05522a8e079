import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { healthPaths, serverLivePath } from "../../../gate/health/health";
import { podCertificate, podDirectories, podPorts } from "../../../gate/pod";
import { releaseKey } from "../../../plan/clouds/physical-names";
import { fetchEnvironment } from "../../../plan/serving/fetch-environment";
import { frontTimeouts } from "../../../plan/serving/front-timeouts";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { digestHex } from "../../../plan/serving/release-file";
import { serverEnvironment } from "../../../plan/serving/server-environment";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../plan/serving/serving";
import { makeDeployment } from "../deployment";
import type { KubernetesLandingZone } from "../landing-zone";
import { authoritiesFile } from "../landing-zone/authorities";
import { variables } from "../pods";
import { gpusOf } from "./gpus";
import { makeHeadless } from "./headless";
import { scale } from "./scaling";

/** The label `role` of pods that serve a release. */
export const serverRole = "server";

/**
 * Seconds that a pod serves on after it is taken out of DNS: by default a cluster's answers are valid for 30 (kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers),
 * and gates resolve anew after that.
 */
const heardAfterSeconds = 35;

/** What is left of the time that a pod has to end, once it has answered all. */
const spareSeconds = 5;

const { release: directory, tls } = podDirectories;
const authorities = "/authorities";

/**
 * The pods of one release, and their name in the cluster's DNS. What downloads the release ends before the server starts; the server checks
 * the digest, and serves nothing else.
 */
export function makeServers(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { hosting, limits } = plan;
    const { images } = landing.settings;
    const app = releaseKey(model.name, release.version);
    const child = `${name}-${app}`;
    const file = `${directory}/${digestHex(release)}`;
    const certificate = podCertificate(tls);
    const { max, min } = release.replicas;
    const memory = `${Math.ceil((hosting.memoryGiB ?? 1) * 1024)}Mi`;
    const gpus = gpusOf(hosting);
    const deployment = makeDeployment(
        child,
        {
            app,
            labels: { role: serverRole, "app.kubernetes.io/version": release.version },
            replicas: min,
            isScaled: max > min,
            before: {
                fetch: {
                    image: images.fetch,
                    env: variables({
                        ...fetchEnvironment(release, { source: release.artifact, file }),
                        ...(landing.authorities && { NODE_EXTRA_CA_CERTS: `${authorities}/${authoritiesFile}` }),
                    }),
                    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
                    volumeMounts: [
                        { name: "release", mountPath: directory },
                        ...(landing.authorities
                            ? [{ name: "authorities", mountPath: authorities, readOnly: true }]
                            : []),
                    ],
                },
            },
            container: {
                image: images.runtime,
                env: variables({
                    ...serverEnvironment(model, release, limits, {
                        file,
                        host: "0.0.0.0",
                        port: String(podPorts.server),
                    }),
                    HEALTH_PORT: String(podPorts.health),
                    TLS_CERT: certificate.certificate,
                    TLS_KEY: certificate.key,
                    TLS_CA: certificate.authority,
                    TLS_CLIENT_NAMES: plan.host,
                } satisfies EnvironmentOf<"model-server">),
                ports: [{ name: "https", containerPort: podPorts.server }],
                // A release is ready once its file has been read: that may take as long as it takes.
                readinessProbe: {
                    httpGet: { path: healthPaths.ready, port: podPorts.health },
                    periodSeconds: 1,
                    timeoutSeconds: 10,
                },
                livenessProbe: {
                    httpGet: { path: serverLivePath, port: podPorts.health },
                    timeoutSeconds: 10,
                    failureThreshold: 6,
                },
                lifecycle: { preStop: { sleep: { seconds: heardAfterSeconds } } },
                resources: {
                    requests: { cpu: String(hosting.cpu ?? 0.25), memory },
                    limits: { memory, ...gpus?.limits },
                },
                volumeMounts: [
                    { name: "release", mountPath: directory, readOnly: true },
                    { name: "tls", mountPath: tls, readOnly: true },
                ],
            },
            volumes: [
                { name: "release", emptyDir: {} },
                { name: "tls", secret: { secretName: landing.certified.servers, defaultMode: 0o440 } },
                ...(landing.authorities ? [{ name: "authorities", configMap: { name: landing.authorities } }] : []),
            ],
            endSeconds: heardAfterSeconds + frontTimeouts(limits).drain + spareSeconds,
            ...(gpus && { nodes: gpus.nodes }),
        },
        landing,
        opts,
    );
    makeHeadless(child, app, landing, opts);
    scale(child, app, release.replicas, hosting.targetUtilization, landing, opts);
    return deployment;
}
