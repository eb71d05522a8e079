import { definitionFaults } from "../../gate/platform";
import { hostingSettingFaults } from "../../plan/clouds/hosting-settings";
import { servingNameFaults } from "../../plan/clouds/name-faults";
import { releaseKey } from "../../plan/clouds/physical-names";
import { refuse } from "../../plan/faults";
import { releasesOf, type ServingPlan } from "../../plan/serving/serving";
import type { Serving, ServingLinks } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { makeFront } from "./front";
import type { KubernetesLandingZone } from "./landing-zone";
import type { KubernetesServingNodes } from "./nodes";
import { registryFaults } from "./registries";
import { makeComparer } from "./regional-serving/comparer";
import { makeDeployers } from "./regional-serving/deployers";
import { makeGate } from "./regional-serving/gate";
import { isByKserve } from "./regional-serving/inference-service";
import { admitKserve } from "./regional-serving/kserve";
import { openConnections } from "./regional-serving/network";
import { makeServers } from "./regional-serving/servers";
import { ownStore } from "./replicated-store/kubernetes-store";

/**
 * Models in one cluster: a Deployment for each release, or an InferenceService of KServe, whose pods download it before they start, the gates before them, in which callers' TLS
 * ends, and a Service of type LoadBalancer or a Gateway before the gates. All connections between them are mutual TLS with certificates of the region's
 * authority. A change of shares rolls the gates only.
 */
export function serveOnKubernetes(
    name: string,
    plan: ServingPlan,
    landing: KubernetesLandingZone,
    { store }: ServingLinks,
    { parent }: Scope,
): Serving {
    refuse([
        ...hostingSettingFaults(landing.settings.ofHostings, plan.hosting.hosting, "inProgram"),
        ...servingNameFaults(landing.settings.service, plan),
        ...definitionFaults([plan]),
        ...registryFaults(plan, landing.settings),
    ]);
    const opts = { parent, provider: landing.provider };
    openConnections(name, plan, landing);
    const own = store && ownStore(store);
    const front = makeFront(name, plan, landing, opts);
    const admitted = isByKserve(plan.hosting) ? admitKserve(name, landing, opts) : undefined;
    const releases = releasesOf(plan.models).map(({ model, release }) => ({
        key: releaseKey(model.name, release.version),
        ...makeServers(name, plan, model, release, { landing, store: own, admitted }, opts),
    }));
    const deployers = makeDeployers(name, plan, landing, opts);
    const comparer = makeComparer(name, plan, landing, opts);
    const tables = own?.tableServers[plan.region];
    const behind = [
        ...releases.map(({ ready }) => ready),
        ...(comparer ? [comparer] : []),
        ...(tables ? [tables] : []),
    ];
    const gate = makeGate(name, plan, landing, { ...opts, dependsOn: behind });
    front.gates = gate;
    return {
        front,
        nodes: {
            gate,
            front: front.service,
            ...(front.gateway && { gateway: front.gateway.made }),
            ...(comparer && { comparer }),
            ...(deployers && { deployers }),
            ...Object.fromEntries(releases.map(({ key, servers }) => [key, servers])),
        } satisfies KubernetesServingNodes,
    };
}
