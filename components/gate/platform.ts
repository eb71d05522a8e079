import { releaseKey } from "../plan/clouds/physical-names";
import { sidecarPort } from "../plan/clouds/cloud";
import { cloudTable, hostingOn } from "../plan/clouds/table";
import type { Fault } from "../plan/faults";
import { splitRef } from "../plan/places/catalogue";
import { modelsOfInvokers } from "../plan/serving/invokers";
import type { LimitsPlan } from "../plan/serving/limits";
import type { ReleasePlan, ServingPlan } from "../plan/serving/serving";
import { wholeFile } from "./configuration";
import { gateConfiguration, type GateLinks } from "./gate";
import { healthPaths } from "./health/health";
import { packed } from "./packed";
import { podGate } from "./pod";
import type { GateHost } from "./upstream";
import { peerByKey } from "./upstreams/peers";

/** Where containers listen on a platform whose proxies do TLS for them, at the same ports. */
export const platformPorts = {
    gate: 8443,
    /** Beside it, past the proxy: whether the gate's process runs. */
    live: 8081,
    server: 8080,
    /** Of the Envoy beside a custom server, which may listen on any other. */
    sidecar: sidecarPort,
} as const;

/** Connections that the network of a region admits, with their ports, where both ends are there. It admits no other. */
export const platformConnections = [
    { name: "front-to-gate", from: "front", to: "gate", port: platformPorts.gate },
    { name: "front-to-live", from: "front", to: "gate", port: platformPorts.live },
    { name: "gate-to-servers", from: "gate", to: "servers", port: platformPorts.server },
    { name: "gate-to-own-servers", from: "gate", to: "own-servers", port: platformPorts.sidecar },
] as const;

/** Gates of a region, at least: in two zones, so that the region outlives the loss of either. */
export const platformReplicas = 2;
/** The same at most, where the platform scales them. */
export const platformMostReplicas = 10;

/** Processors and memory of a gate: what its buffers may fill, and half of that for all else. */
export function platformSize({ memoryMiB }: Pick<LimitsPlan, "memoryMiB">): { cpu: number; memoryGiB: number } {
    return { cpu: 1, memoryGiB: Math.max(2, (memoryMiB * 1.5) / 1024) };
}

/** Names of the variables in which a gate finds its configuration and its secrets. */
export const platformVariables = { configuration: "GATE", gateKey: "GATE_KEY", subjectKey: "SUBJECT_KEY" } as const;

/** A container beside a proxy of the platform. Gates of other regions know it by a key of the cell. */
export const platformHost: GateHost = {
    inbound: { kind: "platform", gateKeys: [{ environment: platformVariables.gateKey }] },
    // The proxy beside it does TLS, and passes on here.
    listen: { host: "127.0.0.1", port: platformPorts.gate },
    live: { host: "0.0.0.0", port: platformPorts.live },
    directory: "/tmp",
    subjectKey: { environment: platformVariables.subjectKey },
    publicAuthorities: "/etc/ssl/certs/ca-certificates.crt",
};

/** The name by which the services of a region call a release. */
export function releaseAlias(model: string, { version }: Pick<ReleasePlan, "version">): string {
    return `${releaseKey(model, version)}.servers`;
}

/** Releases by the names of the region's services, gates of other regions by the hosts that were planned. */
export const platformLinks: GateLinks = {
    release: (model, release) => {
        const alias = releaseAlias(model, release);
        return {
            addresses: [{ host: alias, port: platformPorts[release.server === undefined ? "server" : "sidecar"] }],
            protocol: "http1",
            auth: { kind: "platform", serverName: alias },
            health: { kind: "active", path: healthPaths.ready },
        };
    },
    peer: ({ host }) => peerByKey(host, { environment: platformVariables.gateKey }),
};

/** What the gate of a region finds in `platformVariables.configuration`. Items of tables are served by the cloud itself. */
export function platformGate(plan: ServingPlan): string {
    const known = made.get(plan);
    if (known !== undefined) return known;
    const served = { ...plan, models: modelsOfInvokers(plan), tables: [] };
    const gate = packed(wholeFile(gateConfiguration(served, platformHost, platformLinks)));
    made.set(plan, gate);
    return gate;
}

/** A plan is checked before its gate is made, and a large gate takes a tenth of a second. */
const made = new WeakMap<ServingPlan, string>();

/** Bytes of a container's definition that are left for all but the gate's configuration: names, roles, ports, logs. */
export const besideBytes = 4 * 1024;

/** Gates whose configuration is too large for the definition of a container on their cloud. One of a cell stands for all. */
export function definitionFaults(servings: readonly ServingPlan[]): Fault[] {
    return servings
        .flatMap(serving => {
            const { definition } = cloudTable[splitRef(serving.region).cloud];
            if (definition === undefined) return [];
            const most = definition.mostBytes - besideBytes;
            return gateTextOf(serving).length > most ? [tooLarge(serving, most)] : [];
        })
        .slice(0, 1);
}

/** What a container finds: in a pod, which ends TLS itself, and behind a platform. */
function gateTextOf(serving: ServingPlan): string {
    const hosting = hostingOn(splitRef(serving.region).cloud, serving.hosting.hosting);
    return hosting?.inbound === "mtls" ? podGate(serving, longestPlace) : platformGate(serving);
}

/** A namespace is a label of 63 characters at most. */
const longestPlace = { namespace: "n".repeat(63), clusterDomain: "cluster.local", hasFront: true };

function tooLarge(serving: ServingPlan, most: number): Fault {
    const { models, region } = serving;
    const sizeOf = (count: number) => gateTextOf({ ...serving, models: models.slice(0, count) }).length;
    const fitting = mostThat(models.length, count => sizeOf(count) <= most);
    return {
        code: "gate/too-large",
        path: "models",
        value: models.length,
        problem: `the configuration of the gate in ${region} has ${sizeOf(models.length)} bytes with ${models.length} models, expected at most ${most} bytes: the first ${fitting} models fit`,
        remedy: "serve some models in fewer cells by models[].cells, or move some to another service",
    };
}

/** The largest number up to `most` for which it holds; it holds for all smaller ones too, and 0 is the least. */
function mostThat(most: number, holds: (count: number) => boolean): number {
    let [low, high] = [0, most];
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (holds(middle)) low = middle;
        else high = middle - 1;
    }
    return low;
}
