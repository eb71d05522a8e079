import { comparerApp, hubApp, podPorts, tablesApp, watcherApp } from "../../../gate/pod";
import { hasShadow } from "../../../gate/routes/shadow";
import { prometheusIn } from "../../../plan/config/kubernetes";
import { gateApp, type KubernetesFront } from "../front";
import type { KubernetesLandingZone } from "../landing-zone";
import { makePolicy, podsOf, tcp } from "../network-policy";
import { namespaceLabel, serverRole } from "../objects";
import { toServer } from "../replicated-store/network";

const gates = [{ podSelector: podsOf({ app: gateApp }) }];

/** What the watcher of a region reads and downloads, and what connects to it: the hub in the same cluster, and hubs of others through the gates. */
export function openWatcher(
    name: string,
    { landing, plan }: Pick<KubernetesFront, "landing" | "plan">,
    outside: readonly number[],
): void {
    const read = [
        podsOf({ role: serverRole }),
        ...(hasShadow(plan) ? [podsOf({ app: comparerApp })] : []),
        ...(plan.tables.length > 0 ? [podsOf({ app: tablesApp })] : []),
    ];
    makePolicy(
        name,
        watcherApp,
        {
            pods: { app: watcherApp },
            from: [{ ports: tcp(podPorts.server), from: [...gates, { podSelector: podsOf({ app: hubApp }) }] }],
            to: [
                { ports: tcp(podPorts.observed), to: gates },
                { ports: tcp(podPorts.server), to: read.map(podSelector => ({ podSelector })) },
                ...(plan.tables.length > 0 ? [toServer] : []),
                ...(outside.length > 0 ? [{ ports: tcp(...outside) }] : []),
            ],
        },
        landing,
    );
}

/**
 * What a hub connects to: the watcher of its region, the fronts of the cell's others, and systems outside that it sends figures to. Of what connects to
 * it, Prometheus alone.
 */
export function openHub(name: string, landing: KubernetesLandingZone, outside: readonly number[]): void {
    const prometheus = prometheusIn(landing.settings.hub, landing.region);
    makePolicy(
        name,
        hubApp,
        {
            pods: { app: hubApp },
            ...(prometheus && {
                from: [
                    {
                        ports: tcp(podPorts.metrics),
                        from: [{ namespaceSelector: { matchLabels: { [namespaceLabel]: prometheus.namespace } } }],
                    },
                ],
            }),
            to: [
                { ports: tcp(podPorts.server), to: [{ podSelector: podsOf({ app: watcherApp }) }] },
                { ports: tcp(...new Set([443, ...outside])) },
            ],
        },
        landing,
    );
}
