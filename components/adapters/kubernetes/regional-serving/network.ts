import { comparerApp, podPorts, tablesApp, watcherApp } from "../../../gate/pod";
import { hasShadow } from "../../../gate/routes/shadow";
import { releasesOf, type ServingPlan } from "../../../plan/serving/serving";
import { gateApp } from "../front";
import type { KubernetesLandingZone } from "../landing-zone";
import { makePolicy, podsOf, tcp } from "../network-policy";
import { serverRole } from "../objects";

/** What may connect to what, in the direction in which it does: both ends are opened, and nothing else is. */
export function openConnections(name: string, plan: ServingPlan, landing: KubernetesLandingZone): void {
    const gates = [{ podSelector: podsOf({ app: gateApp }) }];
    const servers = [{ podSelector: podsOf({ role: serverRole }) }];
    const comparers = [{ podSelector: podsOf({ app: comparerApp }) }];
    const tables = [{ podSelector: podsOf({ app: tablesApp }) }];
    const watchers = [{ podSelector: podsOf({ app: watcherApp }) }];
    const isShadowed = hasShadow(plan);
    makePolicy(
        `${name}-gate`,
        gateApp,
        {
            pods: { app: gateApp },
            // Load balancers and nodes replace clients' addresses with their own: the front's sources are checked before that.
            from: [{ ports: tcp(podPorts.gate) }, { ports: tcp(podPorts.observed), from: watchers }],
            to: [
                { ports: tcp(podPorts.server), to: servers },
                ...(isShadowed ? [{ ports: tcp(podPorts.server), to: comparers }] : []),
                ...(plan.tables.length > 0 ? [{ ports: tcp(podPorts.server), to: tables }] : []),
                // The hub's connections.
                { ports: tcp(podPorts.server), to: watchers },
                // Gates of the cell's other regions, and keys of tokens.
                { ports: tcp(...new Set([443, ...keysPorts(plan)])) },
            ],
        },
        landing,
    );
    makePolicy(
        `${name}-servers`,
        "servers",
        {
            pods: { role: serverRole },
            from: [{ ports: tcp(podPorts.server), from: [...gates, ...watchers] }],
            to: [{ ports: tcp(...artifactPorts(plan)) }],
        },
        landing,
    );
    if (isShadowed) {
        makePolicy(
            `${name}-comparer`,
            comparerApp,
            {
                pods: { app: comparerApp },
                from: [{ ports: tcp(podPorts.server), from: [...gates, ...watchers] }],
                to: [{ ports: tcp(podPorts.gate), to: gates }],
            },
            landing,
        );
    }
}

/** The port at which an issuer publishes its keys. */
function keysPorts({ auth }: ServingPlan): number[] {
    const keys = auth.jwt?.keys;
    return keys?.kind === "uri" ? [Number(new URL(keys.uri).port || 443)] : [];
}

/** Ports from which releases and their baselines are downloaded. */
function artifactPorts({ models }: ServingPlan): number[] {
    return portsFrom(
        releasesOf(models).flatMap(({ release }) => [release, ...(release.baseline ? [release.baseline] : [])]),
    );
}

/** The ports of the servers that files are downloaded from. Registries give out tokens, and keep layers, at other hosts, too. */
export function portsFrom(files: readonly { readonly artifact: string }[]): number[] {
    const ports = files.flatMap(({ artifact }) => [
        Number(new URL(artifact).port || 443),
        ...(artifact.startsWith("oci:") ? [443] : []),
    ]);
    return [...new Set(ports)].sort((a, b) => a - b);
}
