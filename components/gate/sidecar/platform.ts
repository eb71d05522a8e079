import { sidecarPort } from "../../plan/clouds/cloud";
import type { ServerConfig } from "../../plan/config/server";
import { frontTimeouts } from "../../plan/serving/front-timeouts";
import type { LimitsPlan } from "../../plan/serving/limits";
import { familyOf, readyPath } from "../../plan/serving/protocols";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../plan/serving/serving";
import { wholeFile } from "../configuration";
import { packed } from "../packed";
import { longestStreamSeconds } from "../routes/openai";
import type { Readiness } from "./commands";
import { sidecarConfiguration } from "./sidecar";

/** A release with a custom server. */
export type OwnRelease = ReleasePlan & { readonly server: ServerConfig };

export function isOwn(release: ReleasePlan): release is OwnRelease {
    return release.server !== undefined;
}

/** The variable in which a sidecar finds its configuration. */
export const sidecarVariable = "SIDECAR";

/** Memory of a replica that its sidecar and the proxy of the platform have, in MiB; the sidecar's own Envoy refuses requests before it has more than that. */
export const sidecarMemory = { all: 256, envoyMiB: 160 } as const;

/** The configuration of the sidecar of a release on a platform whose proxy ends TLS beside it, as its command reads it. */
export function platformSidecar({ name }: Pick<ModelPlan, "name">, release: OwnRelease, plan: ServingPlan): string {
    const { server, version } = release;
    const { path, port } = readinessOf(name, server);
    return packed(
        wholeFile(
            sidecarConfiguration(
                { model: name, version, protocol: server.protocol, ready: { server: path, checks: plan.checks } },
                {
                    listen: { host: "127.0.0.1", port: sidecarPort },
                    server: { host: "127.0.0.1", port },
                    longestSeconds: plan.limits.deadlineSeconds,
                    memoryMiB: sidecarMemory.envoyMiB,
                },
            ),
        ),
    );
}

/** The readiness check of a server. The plan has refused servers without a port or a path. */
export function readinessOf(model: string, { port, protocol, ready }: ServerConfig): Readiness & { port: number } {
    const usual = readyPath(protocol, model);
    const path = ready ?? usual!;
    return { port: port!, path, ...(protocol === "openai" && path === usual ? { lists: model } : {}) };
}

/** The longest that an answer of a release may take, in seconds. */
export function longestAnswer(release: ReleasePlan, { deadlineSeconds }: Pick<LimitsPlan, "deadlineSeconds">): number {
    return familyOf(release) === "openai" ? longestStreamSeconds : Math.ceil(deadlineSeconds);
}

/** Seconds that requests get to end where a replica goes, of at most so many. */
export function finishSeconds(release: ReleasePlan, limits: LimitsPlan, most: number): number {
    return familyOf(release) === "openai" ? most : Math.min(most, frontTimeouts(limits).drain);
}
