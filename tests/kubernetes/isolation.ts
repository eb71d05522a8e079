import assert from "node:assert/strict";

import { certifierPort } from "../../components/plan/serving/certifier";
import { podPorts } from "../../components/plan/clouds/pod-ports";
import { parseMetrics } from "../../components/watch/metrics/text";
import type { Cluster } from "../support/clusters/cluster";
import { pod, restricted } from "./pods";
import { monitoring, namespace, type Regions } from "./regions";

/** A program for a pod that shall only connect. */
const idle = "setInterval(() => {}, 1000)";
const elsewhere = "isolation";
/** Packets that a policy does not allow are lost: a connection that is open is made within a second, or its first packet is sent once more. */
const closedAfterMs = 5_000;

/** By application: the label of a pod that it is found by. */
const applications = ["screening-1-0-0", "gate", "watcher", "hub", "certifier"] as const;
type Application = (typeof applications)[number];

interface PodObject {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
    readonly status: { readonly phase: string; readonly podIP?: string };
}

type Place =
    "server" | "gate" | "gate's figures" | "watcher" | "hub's metrics" | "certifier" | "API server" | "releases";

/**
 * To what each pod connects beside itself: nothing else is open. The API server answers at the address of a node, and what has the releases
 * outside. A certifier may connect to all ports that API servers have, of which one is that of gates, which take connections of anything.
 */
const open: Readonly<Record<string, readonly Place[]>> = {
    "screening-1-0-0": ["releases"],
    watcher: ["server", "gate's figures", "releases"],
    hub: ["watcher"],
    certifier: ["API server", "gate"],
    "a pod of the namespace that nothing is opened for": [],
    "a pod of another namespace with the labels of gates": ["gate", "API server", "releases"],
    "a pod of the namespace of Prometheus": ["gate", "hub's metrics", "API server", "releases"],
};

/** Tests what the network of a cluster lets pods of a cell whose stack is up connect to. */
export function isolatesItsPods(regions: () => Regions): void {
    it("connects each of its pods to those that it needs, and to nothing else, and Prometheus to the metrics of its hub", async () => {
        const { bucket, clusters, shared } = regions();
        const { fra } = clusters;
        const image = shared.image("runtime");
        const strangers = [
            ["a pod of the namespace that nothing is opened for", namespace, "stranger"],
            ["a pod of another namespace with the labels of gates", elsewhere, "gate"],
            ["a pod of the namespace of Prometheus", monitoring, "prometheus"],
        ] as const;
        await fra.api.apply(restricted(elsewhere), restricted(monitoring));
        for (const [, namespace, name] of strangers) {
            const manifest = pod({ name, namespace, containers: [{ name, image, args: ["-e", idle] }] });
            await fra.api.apply(manifest);
            await fra.api.until<PodObject>("it runs", manifest, ({ status }) => status.phase === "Running");
        }
        try {
            const pods = await podsOf(fra);
            const places = placesOf(pods, new URL(bucket.url));
            const callers = [
                ...applications
                    .filter(application => application in open)
                    .map(application => [application, namespace, pods[application].metadata.name] as const),
                ...strangers,
            ];
            const found = await Promise.all(
                callers.map(async ([who, ...caller]) => [who, await reachedBy(fra, caller, places)] as const),
            );
            const expected = Object.entries(open).map(([who, places]) => [who, [...places].sort()]);
            assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
            await readsMetrics(fra, pods.hub);
        } finally {
            for (const [, namespace, name] of strangers)
                await fra.kubectl("delete", "pod", name, "--namespace", namespace, "--grace-period=0", "--force");
        }
    });
}

interface Tls {
    readonly ca: { readonly secret: Key };
    readonly cert: { readonly secret: Key };
    readonly keySecret: Key;
    readonly serverName: string;
}
interface Key {
    readonly name: string;
    readonly key: string;
}
interface Monitor {
    readonly spec: { readonly endpoints: readonly [{ readonly path: string; readonly tlsConfig: Tls }] };
}

/** Reads the hub as a Prometheus does that the operator configures by the ServiceMonitor: from its namespace, with the files of the Secret. */
async function readsMetrics(cluster: Cluster, hub: PodObject): Promise<void> {
    const own = {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: { name: "hub", namespace },
    };
    const [{ path, tlsConfig }] = (await cluster.api.get<Monitor>(own)).spec.endpoints;
    const valueOf = async ({ key, name }: Key) => {
        const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace } };
        const { data } = await cluster.api.get<{ readonly data: Readonly<Record<string, string>> }>(secret);
        return Buffer.from(data[key]!, "base64").toString();
    };
    const options = {
        host: hub.status.podIP,
        port: podPorts.metrics,
        path,
        servername: tlsConfig.serverName,
        ca: await valueOf(tlsConfig.ca.secret),
        cert: await valueOf(tlsConfig.cert.secret),
        key: await valueOf(tlsConfig.keySecret),
    };
    const program = `
        require("node:https").get(${JSON.stringify(options)}, answer => answer.pipe(process.stdout));`;
    const printed = await cluster.kubectl(
        ...["exec", "--namespace", monitoring, "prometheus", "--", "/usr/local/bin/node", "-e", program],
    );
    const regions = parseMetrics(printed).samples.flatMap(({ labels, name }) =>
        name === "meridian_region_ready" ? [labels.region] : [],
    );
    assert.deepEqual(regions.sort(), ["kubernetes:fra", "kubernetes:lis"]);
}

/** One that runs, of each application. */
async function podsOf({ api }: Cluster): Promise<Readonly<Record<Application, PodObject>>> {
    const all = await api.list<PodObject>({ apiVersion: "v1", kind: "Pod" }, namespace);
    const one = (application: Application) =>
        all.find(
            ({ metadata, status }) =>
                metadata.labels?.["app.kubernetes.io/name"] === application && status.phase === "Running",
        ) ?? assert.fail(`no pod of ${application} runs`);
    return Object.fromEntries(applications.map(application => [application, one(application)])) as never;
}

type Address = readonly [host: string, port: number];

function placesOf(pods: Readonly<Record<Application, PodObject>>, releases: URL): Readonly<Record<Place, Address>> {
    const at = (application: Application, port: number): Address => [pods[application].status.podIP!, port];
    return {
        server: at("screening-1-0-0", podPorts.server),
        gate: at("gate", podPorts.gate),
        "gate's figures": at("gate", podPorts.observed),
        watcher: at("watcher", podPorts.server),
        "hub's metrics": at("hub", podPorts.metrics),
        certifier: at("certifier", certifierPort),
        "API server": ["kubernetes.default.svc", 443],
        releases: [releases.hostname, Number(releases.port)],
    };
}

/** Which places a pod gets an answer of: that nothing listens there would be one, too. */
async function reachedBy(
    cluster: Cluster,
    [namespace, name]: readonly [string, string],
    places: Readonly<Record<Place, Address>>,
): Promise<string[]> {
    const program = `
        const { connect } = require("node:net");
        const own = Object.values(require("node:os").networkInterfaces()).flat().map(({ address }) => address);
        const reached = ([place, [host, port]]) => new Promise(resolve => {
            const socket = connect(port, host);
            const end = answered => { socket.destroy(); resolve(answered ? [place] : []); };
            socket.on("connect", () => end(true));
            socket.on("error", error => end(error.code !== "EAI_AGAIN" && error.code !== "ENOTFOUND"));
            setTimeout(() => end(false), ${closedAfterMs});
        });
        const others = ${JSON.stringify(Object.entries(places))}.filter(([, [host]]) => !own.includes(host));
        Promise.all(others.map(reached)).then(all => console.log(JSON.stringify(all.flat().sort())));`;
    const printed = await cluster.kubectl(
        ...["exec", "--namespace", namespace, name, "--", "/usr/local/bin/node", "-e", program],
    );
    return JSON.parse(printed) as string[];
}
