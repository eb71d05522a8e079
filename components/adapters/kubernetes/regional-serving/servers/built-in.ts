import { healthPaths, serverLivePath } from "../../../../gate/health/health";
import { podDirectories, podPorts } from "../../../../gate/pod";
import { watcherHost } from "../../../../plan/names";
import { frontTimeouts } from "../../../../plan/serving/front-timeouts";
import type { EnvironmentOf } from "../../../../plan/serving/programs";
import { serverEnvironment } from "../../../../plan/serving/server-environment";
import { podTls, variables } from "../../pods";
import { heardAfterSeconds, spareSeconds } from "./ending";
import { fileOf, releaseMount } from "./fetch";
import { lookUpOf } from "./look-up";
import { certificateVolume, type PodOf, type ServerPod, sizeOf } from "./pod";

/** The model server of the runtime, which ends mutual TLS itself. It checks the digest, too, and serves nothing else. */
export function builtInPod(of: PodOf): ServerPod {
    const { landing, model, plan, release } = of;
    const { hosting, limits } = plan;
    const { tls } = podDirectories;
    const { cpu, memory } = sizeOf(hosting);
    const lookUp = lookUpOf(of);
    return {
        container: {
            image: landing.settings.images.runtime,
            env: variables({
                ...serverEnvironment(model, release, plan, {
                    file: fileOf(release),
                    host: "0.0.0.0",
                    port: String(podPorts.server),
                }),
                HEALTH_PORT: String(podPorts.health),
                ...podTls,
                TLS_CLIENT_NAMES: plan.host,
                TLS_OBSERVER_NAMES: watcherHost(plan.host),
                ...(release.baseline && { BASELINE: fileOf(release.baseline) }),
                ...lookUp.environment,
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
            resources: { requests: { cpu: String(cpu), memory }, limits: { memory } },
            volumeMounts: [releaseMount, { name: "tls", mountPath: tls, readOnly: true }, ...lookUp.mounts],
        },
        volumes: [certificateVolume(landing), ...lookUp.volumes],
        endSeconds: heardAfterSeconds + frontTimeouts(limits).drain + spareSeconds,
    };
}
