import * as k8s from "@pulumi/kubernetes";

import { servingPath } from "../../gate/health/health";
import { podPorts, podServers } from "../../gate/pod";
import { platformReplicas } from "../../gate/platform";
import { podApps } from "../../plan/clouds/pod-apps";
import { makeDeployment } from "./deployment";
import { gateApp, gatePods, type KubernetesFront } from "./front";
import type { KubernetesLandingZone } from "./landing-zone";
import { makePolicy, podsOf, tcp } from "./network-policy";
import { metadataOf, selectorOf, unawaited } from "./objects";

const app = podApps.region;

/** A class that no balancer has: k8gb takes Services of that type only, and this one leads nowhere. */
const noBalancer = "meridian.invalid/none";

/**
 * A Service that has ready pods while the verdict lets routers come to a region, for what answers names by the readiness of pods. Gates stay
 * ready also where the region is out of traffic: other regions, the hub and an update of the stack still reach them.
 */
export function makeRoutedRegion(name: string, front: KubernetesFront): k8s.core.v1.Service {
    const { landing, provider } = front;
    const opts = { parent: landing, provider };
    openRegion(name, landing);
    makeDeployment(
        name,
        {
            app,
            replicas: platformReplicas,
            // Its pods are not ready while the region is out of traffic, and an update is to end then, too.
            isAwaited: false,
            isNeeded: true,
            container: {
                image: landing.settings.images.gate,
                command: ["/bin/sh", "-c"],
                // The first process of a container has no default for signals.
                args: ["trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"],
                readinessProbe: {
                    exec: { command: [...asking(landing)] },
                    periodSeconds: 5,
                    timeoutSeconds: 10,
                    failureThreshold: front.plan.checks.unhealthyAfter,
                },
                resources: { requests: { cpu: "10m", memory: "8Mi" }, limits: { memory: "32Mi" } },
            },
            volumes: [],
        },
        landing,
        opts,
    );
    return new k8s.core.v1.Service(
        name,
        {
            metadata: unawaited(metadataOf(app, landing)),
            spec: {
                type: "LoadBalancer",
                loadBalancerClass: noBalancer,
                allocateLoadBalancerNodePorts: false,
                selector: selectorOf(app),
                ports: [{ name: "https", port: 443, targetPort: podPorts.gate, protocol: "TCP" }],
            },
        },
        opts,
    );
}

/** Succeeds while a gate of the region reports that routers are to come. Needs the BusyBox of image `gate`. */
function asking({ namespaceName, settings }: KubernetesLandingZone): readonly string[] {
    const gates = podServers(gatePods, namespaceName, settings.clusterDomain);
    return ["/bin/sh", "-c", `wget -q -T 5 -O /dev/null http://${gates}:${podPorts.health}${servingPath}`];
}

/** Its pods connect to the gates of the region. */
function openRegion(name: string, landing: KubernetesLandingZone): void {
    const ports = tcp(podPorts.health);
    const gates = [{ podSelector: podsOf({ app: gateApp }) }];
    makePolicy(name, app, { pods: { app }, to: [{ ports, to: gates }] }, landing);
    const region = [{ podSelector: podsOf({ app }) }];
    makePolicy(`${name}-gates`, `${app}-gates`, { pods: { app: gateApp }, from: [{ ports, from: region }] }, landing);
}
