import { frontTimeouts } from "../../plan/serving/front-timeouts";
import type { ModelPlan, ServingPlan } from "../../plan/serving/serving";
import { wholeFile } from "../configuration";
import { packed } from "../packed";
import { podCertificate, podDirectories, podPorts } from "../pod";
import { longestStreamSeconds } from "../routes/openai";
import type { CallReadiness, Readiness } from "./commands";
import { finishSeconds, type OwnRelease, readinessOf, sidecarMemory } from "./platform";
import { sidecarConfiguration } from "./sidecar";

/**
 * The configuration of the sidecar of a release in a pod, as its command reads it. It ends mutual TLS for the gate of the region alone, and
 * answers the kubelet's checks, which present no certificate, at a port of its own.
 */
export function podSidecar({ name }: Pick<ModelPlan, "name">, release: OwnRelease, plan: ServingPlan): string {
    const { server, version } = release;
    const { port, ...ready } = podReadiness({ name }, release);
    return packed(
        wholeFile(
            sidecarConfiguration(
                {
                    ...{ model: name, version, protocol: server.protocol },
                    ready: {
                        ...("call" in ready ? { call: ready.call } : { server: ready.path }),
                        checks: plan.checks,
                    },
                },
                {
                    listen: { host: "0.0.0.0", port: podPorts.server },
                    tls: {
                        certificate: podCertificate(podDirectories.tls),
                        directory: podDirectories.certificates,
                        gate: plan.host,
                        observers: [],
                    },
                    health: { host: "0.0.0.0", port: podPorts.health },
                    server: { host: "127.0.0.1", port },
                    longestSeconds: plan.limits.deadlineSeconds,
                    memoryMiB: sidecarMemory.envoyMiB,
                },
            ),
            "files",
        ),
    );
}

/** The readiness check of a release's server. */
export function podReadiness({ name }: Pick<ModelPlan, "name">, { server }: OwnRelease): Readiness | CallReadiness {
    return server.protocol === "oip-grpc" ? { port: server.port!, call: name } : readinessOf(name, server);
}

/** Seconds that the requests of a pod get to end: as many as an answer may take. */
export function podFinishSeconds(release: OwnRelease, { limits }: Pick<ServingPlan, "limits">): number {
    return finishSeconds(release, limits, Math.max(longestStreamSeconds, frontTimeouts(limits).drain));
}
