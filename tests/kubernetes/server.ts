import { healthPaths, serverLivePath } from "../../components/gate/health/health";
import { serversHost } from "../../components/plan/names";
import type { EnvironmentOf } from "../../components/plan/serving/programs";
import { serverEnvironment } from "../../components/plan/serving/server-environment";
import type { Manifest } from "../support/clusters/api";
import { deployment, service, tlsSecret, variables } from "./pods";
import { plan } from "./screening";
import type { Shared } from "./shared";

export const namespace = "screening-eu";
export const serverPort = 8443;
const healthPort = 8081;

/** The Deployment and its Service. */
const name = "screening";
export const serverAddress = `${name}.${namespace}.svc.cluster.local`;
export const serversName = serversHost(plan("1.0.0").host);

/** How long a pod serves after its removal from the Service: nodes apply the removal with a delay, of several seconds where they are busy. */
const HEARD_AFTER_SECONDS = 15;

const file = "/release/model";
const release = { name: "release", mountPath: "/release" };
const certificate = { name: "tls", mountPath: "/tls", readOnly: true };

/** The servers' certificate, and their Service. */
export async function serverParts({ cell }: Shared): Promise<Manifest[]> {
    const identity = await cell.issue({ name: "servers", hosts: [serversName] });
    return [tlsSecret("servers-tls", namespace, identity), service(name, namespace, serverPort)];
}

/** Two servers of a release, which `fetch` downloads from a bucket before they start. */
export function servers({ image }: Shared, version: string, bucket: string): Manifest {
    const { models, limits, host } = plan(version);
    const model = models[0]!;
    const planned = model.releases[0]!;
    const tls = (file: string) => `/tls/${file}`;
    return deployment(2, {
        name,
        namespace,
        terminationGracePeriodSeconds: 30,
        initContainers: [
            {
                name: "fetch",
                image: image("fetch"),
                env: variables({
                    NODE_EXTRA_CA_CERTS: tls("ca.crt"),
                    ...{ SOURCE_URI: `s3://models/${version}.onnx`, MODEL_URI: file, MODEL_DIGEST: planned.digest },
                    ...{ AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_S3: bucket },
                    ...{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
                } satisfies EnvironmentOf<"fetch"> & { NODE_EXTRA_CA_CERTS: string }),
                volumeMounts: [release, certificate],
            },
        ],
        containers: [
            {
                name: "server",
                image: image("runtime"),
                env: variables({
                    ...serverEnvironment(
                        model,
                        planned,
                        { limits },
                        {
                            ...{ file, host: "0.0.0.0", port: String(serverPort) },
                        },
                    ),
                    HEALTH_PORT: String(healthPort),
                    ...{ TLS_CERT: tls("tls.crt"), TLS_KEY: tls("tls.key"), TLS_CA: tls("ca.crt") },
                    TLS_CLIENT_NAMES: host,
                } satisfies EnvironmentOf<"model-server">),
                ports: [{ name: "https", containerPort: serverPort }],
                readinessProbe: {
                    httpGet: { path: healthPaths.ready, port: healthPort },
                    periodSeconds: 1,
                    timeoutSeconds: 10,
                },
                livenessProbe: { httpGet: { path: serverLivePath, port: healthPort }, timeoutSeconds: 10 },
                lifecycle: { preStop: { sleep: { seconds: HEARD_AFTER_SECONDS } } },
                resources: { limits: { memory: "512Mi" } },
                volumeMounts: [{ ...release, readOnly: true }, certificate],
            },
        ],
        volumes: [
            { name: "release", emptyDir: { sizeLimit: "64Mi" } },
            { name: "tls", secret: { secretName: "servers-tls", defaultMode: 0o440 } },
        ],
    });
}
