import { releaseKey } from "../plan/clouds/physical-names";
import { podApps } from "../plan/clouds/pod-apps";
import { podPorts } from "../plan/clouds/pod-ports";
import { comparerHost, serversHost, tablesHost, watcherHost } from "../plan/names";
import { modelsOfInvokers } from "../plan/serving/invokers";
import { protocols } from "../plan/serving/protocols";
import type { ServingPlan } from "../plan/serving/serving";
import { certificateFiles, wholeFile } from "./configuration";
import { gateConfiguration } from "./gate";
import { healthPaths, serverLivePath, tablesReadyPath } from "./health/health";
import { finishingFile } from "./health/verdict";
import { authority, identity } from "./listener/tls";
import { packed } from "./packed";
import type { CertificateFiles, GateHost } from "./upstream";

export { podPorts };

/** Where the pods of a region find their files. */
export const podDirectories = {
    /** Certificate, key and authority of the process. */
    tls: "/tls",
    /** The certificate and key by which a watcher calls the store, and its operators call it. */
    standings: "/standings-tls",
    /** The certificate that clients are shown, where one is brought. */
    front: "/front-tls",
    /** Where an Envoy finds which certificates there are (`podCertificateFiles`). */
    certificates: "/certificates",
    /** The configuration of a gate. */
    gate: "/gate",
    /** What is written in a gate's pod: its configuration unpacked, whether it ends, and the verdict on the region. */
    work: "/tmp",
    /** The key by which subjects are hashed in logs. */
    subjectKey: "/subject-key",
    /** A release's file. */
    release: "/release",
    /** The data of a server of the store, in its volume. */
    store: "/store",
} as const;

/** The name of the comparer's Service. */
export const comparerApp = podApps.comparer;

/** The name of the Service of table servers. */
export const tablesApp = podApps.tables;

/** The name of the watcher's Service. */
export const watcherApp = podApps.watcher;

/** The name of the StatefulSet of a cell's hub, and of its container. */
export const hubApp = podApps.hub;

/** The socket of the hub's commands, in a directory that only its own user can open. */
export const podHubSocket = "/run/hub/own/socket";

/** The file of a gate's configuration, packed, in `podDirectories.gate`. */
export const podGateFile = "gate.json.gz";

/** Seconds in which the cluster's nodes and balancers learn that a pod ends: until then new connections arrive. A busy node needs several. */
const learnedAfterSeconds = 15;

/**
 * Runs the gate of a pod until SIGTERM. Envoy ends at once on that signal; so the shell first has clients reconnect (`ending.json`), and
 * ends Envoy once no connection is left, after `drainSeconds` at the latest. Needs an image with Envoy and the BusyBox of image `gate`.
 */
export function podGateCommand(drainSeconds: number): readonly [string, string, string] {
    const { gate, work } = podDirectories;
    const learned = Math.min(learnedAfterSeconds, drainSeconds);
    const port = podPorts.gate.toString(16).toUpperCase().padStart(4, "0");
    return [
        "/bin/sh",
        "-c",
        [
            `gunzip -c ${gate}/${podGateFile} > ${work}/gate.json || exit 1`,
            `rm -f ${work}/${finishingFile}; printf 0 > ${work}/ending.json`,
            `finish() {`,
            `    finishing=yes; : > ${work}/${finishingFile}`,
            `    printf 1 > ${work}/ending.new; mv ${work}/ending.new ${work}/ending.json`,
            `    sleep ${learned}; left=${drainSeconds - learned}`,
            // Established connections to the gate's port (include/net/tcp_states.h).
            `    while [ "$left" -gt 0 ] && grep -q ':${port} [0-9A-F]*:[0-9A-F]* 01 ' /proc/net/tcp; do sleep 1; left=$((left - 1)); done`,
            `    kill "$envoy"`,
            `}`,
            `/usr/local/bin/envoy --config-path ${work}/gate.json --log-level warn --concurrency 2 --disable-hot-restart &`,
            `envoy=$!`,
            `trap finish TERM`,
            `wait "$envoy" || wait "$envoy"`,
            `[ "$finishing" ]`,
        ].join("\n"),
    ];
}

/** Seconds that a gate's first checks of its servers may take. */
const firstChecksSeconds = 30;

/**
 * Succeeds once a gate that has started may get requests: when its checks have found servers of all releases with a share, which those of a
 * busy machine do late. Where they find none for half a minute, it may get them nevertheless: other regions may answer. Needs the same image.
 */
export function podGateStarted(): readonly [string, string, string] {
    const isReady = `wget -q -T 2 -O /dev/null http://127.0.0.1:${podPorts.health}${healthPaths.ready}`;
    // Written at the start alone.
    const age = `$(($(date +%s) - $(stat -c %Y ${podDirectories.work}/gate.json)))`;
    return ["/bin/sh", "-c", `${isReady} || [ "${age}" -ge ${firstChecksSeconds} ]`];
}

/** Files of a Secret of type `kubernetes.io/tls`, with the authority beside them, as a pod mounts it. */
export function podCertificate(directory: string): CertificateFiles {
    const file = (name: string) => `${directory}/${name}`;
    return { certificate: file("tls.crt"), key: file("tls.key"), authority: file("ca.crt"), directory };
}

/** What the Envoys of all pods of a region find in `podDirectories.certificates`: those of a pod without a front never read that of the front. */
export function podCertificateFiles(): Readonly<Record<string, string>> {
    const own = podCertificate(podDirectories.tls);
    return certificateFiles({
        identity: identity(own),
        authority: authority(own),
        front: identity(podCertificate(podDirectories.front), "front"),
    });
}

/** The name in the cluster's DNS of the pods that serve a release. */
export function podServers(key: string, namespace: string, clusterDomain: string): string {
    return `${key}.${namespace}.svc.${clusterDomain}`;
}

/** Where the pods of a region are in its cluster. */
export interface PodPlace {
    readonly namespace: string;
    readonly clusterDomain: string;
    /** Whether clients are shown a certificate that was brought, in place of the cell's. */
    readonly hasFront: boolean;
}

/** Whether a region has a verdict: it is made from the region states in the store, which only cells with tables have. */
export const isJudged = ({ tables }: Pick<ServingPlan, "tables">): boolean => tables.length > 0;

/** A gate that ends TLS itself, in a pod. */
export function podHost(
    { host, tables }: Pick<ServingPlan, "host" | "tables">,
    { hasFront }: Pick<PodPlace, "hasFront">,
): GateHost {
    return {
        inbound: { kind: "mtls" },
        listen: { host: "0.0.0.0", port: podPorts.gate },
        live: { host: "0.0.0.0", port: podPorts.health, ready: true },
        certificate: podCertificate(podDirectories.tls),
        ...(hasFront && { front: podCertificate(podDirectories.front) }),
        directory: podDirectories.certificates,
        work: podDirectories.work,
        judged: isJudged({ tables }),
        observed: { listen: { host: "0.0.0.0", port: podPorts.observed }, watcher: watcherHost(host) },
        subjectKey: { file: `${podDirectories.subjectKey}/key` },
        publicAuthorities: "/etc/ssl/certs/ca-certificates.crt",
    };
}

/** What a region's gate finds in `podGateFile`: releases by the names of their headless Services, gates of other regions by planned names. */
export function podGate(plan: ServingPlan, place: PodPlace): string {
    const configuration = gateConfiguration({ ...plan, models: modelsOfInvokers(plan) }, podHost(plan, place), {
        release: (model, { server, version }) => {
            const host = podServers(releaseKey(model, version), place.namespace, place.clusterDomain);
            return {
                addresses: [{ host, port: podPorts.server }],
                protocol: server === undefined ? "http1" : protocols[server.protocol].transport,
                auth: { kind: "mtls", serverName: serversHost(plan.host) },
                health: { kind: "active", path: healthPaths.ready },
            };
        },
        comparer: () => ({
            addresses: [{ host: podServers(comparerApp, place.namespace, place.clusterDomain), port: podPorts.server }],
            protocol: "http1",
            auth: { kind: "mtls", serverName: comparerHost(plan.host) },
            health: { kind: "active", path: serverLivePath },
        }),
        tables: () => ({
            addresses: [{ host: podServers(tablesApp, place.namespace, place.clusterDomain), port: podPorts.server }],
            protocol: "http1",
            auth: { kind: "mtls", serverName: tablesHost(plan.host) },
            health: { kind: "active", path: tablesReadyPath },
        }),
        watcher: () => ({
            host: podServers(watcherApp, place.namespace, place.clusterDomain),
            port: podPorts.server,
        }),
        peer: ({ host }) => ({
            addresses: [{ host, port: 443 }],
            protocol: "http2",
            auth: { kind: "mtls", serverName: host },
            health: { kind: "active", path: healthPaths.region },
        }),
    });
    return packed(wholeFile(configuration, "files"));
}
