import { gunzipSync, gzipSync } from "node:zlib";

import * as pulumi from "@pulumi/pulumi";

import { kubernetes } from "../../../components/adapters/kubernetes";
import { type AdapterUnderTest, type Asked, brokenForPrograms, changed } from "../adapter";
import { pinnedImage } from "../../support/images";

const image = pinnedImage();
const text = (value: unknown) => (typeof value === "string" ? value : "");
const isOf = (type: string) => (each: Asked) => each.type === type;
const isOfGslb = (host: string) => (each: Asked) =>
    isOf("kubernetes:k8gb.io/v1beta1:Gslb")(each) && hostOf(each) === host;

interface Container {
    readonly name: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** The part of objects that is read here. */
interface Inputs {
    readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
    readonly binaryData?: Readonly<Record<string, string>>;
    readonly spec?: {
        readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
        readonly ingress?: readonly { readonly ports: readonly { readonly port: number }[] }[];
        readonly template?: {
            readonly spec: {
                readonly initContainers?: readonly Container[];
                readonly containers: readonly Container[];
            };
        };
    };
}
const inputsOf = ({ inputs }: Asked) => inputs as Inputs;
const initContainersOf = (each: Asked) => inputsOf(each).spec?.template?.spec.initContainers ?? [];
const hostOf = (each: Asked) => inputsOf(each).metadata?.annotations?.["k8gb.io/hostname"] ?? "";

/** Each region has a provider of its own, with the name of its landing zone: that decides in which cluster an object lies. */
const placeOf = ({ provider }: Asked) => {
    const [, region] = /::screening-[a-z]+-([a-z]+)::[^:]*$/.exec(provider ?? "") ?? [];
    return region === undefined ? "nowhere" : `kubernetes:${region}`;
};

const isWatcher = (each: Asked) => isOf("kubernetes:apps/v1:Deployment")(each) && each.name.endsWith("-watcher");
const regionWatchedBy = (each: Asked) => {
    const [watcher] = inputsOf(each).spec?.template?.spec.containers ?? [];
    return text(watcher?.env?.find(({ name }) => name === "REGION")?.value);
};

const gateType = "kubernetes:core/v1:ConfigMap";
const isGate = (each: Asked) => isOf(gateType)(each) && each.name.endsWith("-gate");

interface Listener {
    readonly address?: { readonly socket_address?: { readonly port_value: number } };
    readonly filter_chains?: readonly {
        readonly name?: string;
        readonly transport_socket?: {
            readonly typed_config: {
                readonly common_tls_context: { readonly tls_params: { readonly tls_minimum_protocol_version: string } };
            };
        };
    }[];
}

const gateOf = (each: Asked) =>
    JSON.parse(gunzipSync(Buffer.from(inputsOf(each).binaryData!["gate.json.gz"]!, "base64")).toString()) as {
        readonly static_resources: { readonly listeners: readonly Listener[] };
    };

/** The lowest version that every chain of the listener for clients takes, of those that end TLS: the watcher ends that of its own. */
function tlsOf(each: Asked): "1.2" | "none" {
    const chains = gateOf(each)
        .static_resources.listeners.filter(({ address }) => address?.socket_address?.port_value === 8443)
        .flatMap(({ filter_chains = [] }) => filter_chains)
        .filter(({ name }) => name !== "watcher");
    const lowest = chains.map(
        ({ transport_socket }) =>
            transport_socket?.typed_config.common_tls_context.tls_params.tls_minimum_protocol_version,
    );
    return lowest.length > 0 && lowest.every(version => version === "TLSv1_2" || version === "TLSv1_3")
        ? "1.2"
        : "none";
}

const packedWithOldTls = gzipSync(
    JSON.stringify({
        static_resources: {
            listeners: [
                {
                    address: { socket_address: { port_value: 8443 } },
                    filter_chains: [
                        {
                            transport_socket: {
                                typed_config: {
                                    common_tls_context: { tls_params: { tls_minimum_protocol_version: "TLSv1_0" } },
                                },
                            },
                        },
                    ],
                },
            ],
        },
    }),
).toString("base64");

const frontRow = "names for each front its cell, its place, the region's host, and the address of its health";
const tableRow = "says of each table what it is called in each region";
/** `kubernetes.store` of a config. */
export const storeSettings = { peers: ["203.0.113.0/24"], key: { secret: "store" } };

/** The same with a bucket for copies in Helsinki. */
export const copiedSettings = {
    ...storeSettings,
    backups: {
        "kubernetes:hel-onprem": { bucket: "https://s3.hel.example:9000/screening", credentials: { secret: "backup" } },
    },
};

/** What `storeSettings` and `copiedSettings` name, in the config of a mocked engine. */
export function setStoreKey(): void {
    pulumi.runtime.setConfig("secrets:backup", "AKIDEXAMPLE:a-secret-of-the-bucket");
    pulumi.runtime.setConfig("secrets:store", "0123456789abcdef0123456789abcdef");
}

export const kubernetesUnderTest: AdapterUnderTest = {
    cloud: "kubernetes",
    cells: [
        { name: "eu", jurisdictions: ["EU"], regions: ["fra", "lis"], backup: "hel" },
        { name: "us", jurisdictions: ["US"], regions: ["nyc", "sfo"], backup: "ord" },
    ],
    elsewhere: "syd",
    places: {
        "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
        "kubernetes:lis": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
        "kubernetes:hel": { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 },
        "kubernetes:nyc": { city: "New York", country: "US", latitude: 40.71, longitude: -74.01 },
        "kubernetes:sfo": { city: "San Francisco", country: "US", latitude: 37.77, longitude: -122.42 },
        "kubernetes:ord": { city: "Chicago", country: "US", latitude: 41.88, longitude: -87.63 },
    },
    existing: region => ({ cluster: region }),
    artifact: file => `https://models.example.com/${file}`,
    lacks: ["trail"],
    make: () => {
        setStoreKey();
        return kubernetes({
            service: "screening",
            images: { gate: image, runtime: image, fetch: image, store: image },
            front: { certificate: "cell" },
            store: storeSettings,
        });
    },
    outputs: ({ inputs, type }) => {
        if (type === "pulumi:index:Stash") return { output: inputs.input };
        if (type === "kubernetes:gateway.networking.k8s.io/v1:Gateway") {
            return { status: { addresses: [{ type: "IPAddress", value: "192.0.2.1" }] } };
        }
        if (type !== "kubernetes:core/v1:Service") return {};
        const { spec } = inputs as { spec?: { type?: string } };
        return spec?.type === "LoadBalancer"
            ? { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } }
            : { status: {} };
    },
    invoke: token => {
        throw new Error(`no function ${token} is called`);
    },
    without: {
        "keeps it under a key of the same place": "a cluster encrypts what it stores, by a key that it brings",
        "shows all regions of all cells in one view": "each cell has a view of its own, and no figure leaves the cell",
        "says where its view is": "a hub listens in its pod, whose port the cluster's API opens",
        "keeps the audit trail of each cell in places of that cell": "a cluster's audit log isn't set through its API",
    },
    identities: false,
    broken: {
        [frontRow]: brokenForPrograms[frontRow],
        [tableRow]: brokenForPrograms[tableRow],
        "keeps whatever it keeps in places of its cell": world => ({
            ...world,
            all: world.all.map(each =>
                isOf("kubernetes:core/v1:Secret")(each) && placeOf(each) === "kubernetes:fra"
                    ? { ...each, provider: each.provider!.replace("eu-fra", "us-nyc") }
                    : each,
            ),
        }),
        "takes connections by TLS 1.2 at least, in each region": world =>
            changed(world, isGate, () => ({ binaryData: { "gate.json.gz": packedWithOldTls } })),
        "leads a cell's name to all regions of that cell, and to no other": world => ({
            ...world,
            all: world.all.map(each =>
                isOfGslb("eu.screening.example")(each) && placeOf(each) === "kubernetes:lis"
                    ? { ...each, provider: each.provider!.replace("eu-lis", "us-sfo") }
                    : each,
            ),
        }),
        "gets a region's servers each release by its digest": world =>
            changed(
                world,
                each =>
                    isOf("kubernetes:apps/v1:Deployment")(each) &&
                    !isWatcher(each) &&
                    !initContainersOf(each).some(({ name }) => name === "server"),
                () => ({ spec: {} }),
            ),
        "has custom servers reached by way of their sidecar alone": world =>
            changed(
                world,
                each => isOf("kubernetes:networking.k8s.io/v1:NetworkPolicy")(each) && each.name.endsWith("-servers"),
                inputs => ({
                    spec: { ...(inputs as Inputs).spec, ingress: [{ ports: [{ port: 8443 }, { port: 9000 }] }] },
                }),
            ),
        "watches each region from that region": world => ({
            ...world,
            all: world.all.map(each =>
                isWatcher(each) && placeOf(each) === "kubernetes:lis"
                    ? { ...each, provider: each.provider!.replace("eu-lis", "eu-fra") }
                    : each,
            ),
        }),
        "gives each region's servers an identity of their own, or says that its cloud has none": world => ({
            ...world,
            servings: world.servings.map(({ front }) => ({ front, identity: front.address.apply(() => "root") })),
        }),
    },
    copies: false,
    kept: all =>
        all
            .filter(each =>
                ["core/v1:Secret", "core/v1:ConfigMap", "core/v1:PersistentVolumeClaim"].some(
                    kind => each.type === `kubernetes:${kind}`,
                ),
            )
            .map(each => ({ name: each.name, place: placeOf(each) })),
    entrances: all => all.filter(isGate).map(each => ({ name: each.name, place: placeOf(each), tls: tlsOf(each) })),
    answers: all =>
        all
            .filter(
                each =>
                    isOf("kubernetes:k8gb.io/v1beta1:Gslb")(each) && /^[a-z]+\.screening\.example$/.test(hostOf(each)),
            )
            .map(each => ({ host: hostOf(each), region: placeOf(each) })),
    releases: (all, region) =>
        all
            .filter(each => isOf("kubernetes:apps/v1:Deployment")(each) && placeOf(each) === region)
            .flatMap(initContainersOf)
            .filter(({ name }) => name === "fetch")
            .flatMap(({ env = [] }) =>
                env.flatMap(({ name, value }) => (name === "MODEL_DIGEST" ? [text(value)] : [])),
            ),
    server: { protocol: "oip-http", image: pinnedImage("own"), port: 9000 },
    ownServers: all =>
        all.filter(isOf("kubernetes:apps/v1:Deployment")).flatMap(deployment => {
            const initContainers = initContainersOf(deployment);
            const server = initContainers.find(({ name }) => name === "server");
            const variable = (container: Container | undefined, wanted: string) =>
                text(container?.env?.find(({ name }) => name === wanted)?.value);
            const admitted = all.filter(
                each =>
                    isOf("kubernetes:networking.k8s.io/v1:NetworkPolicy")(each) &&
                    placeOf(each) === placeOf(deployment) &&
                    inputsOf(each).spec?.podSelector?.matchLabels?.role === "server",
            );
            return server === undefined
                ? []
                : [
                      {
                          place: placeOf(deployment),
                          digest: variable(
                              initContainers.find(({ name }) => name === "fetch"),
                              "MODEL_DIGEST",
                          ),
                          listens: variable(server, "PORT"),
                          reached: admitted.flatMap(each =>
                              (inputsOf(each).spec?.ingress ?? []).flatMap(({ ports }) =>
                                  ports.map(({ port }) => String(port)),
                              ),
                          ),
                      },
                  ];
        }),
    views: () => [],
    watchers: all =>
        all.filter(isWatcher).map(each => ({ name: each.name, place: placeOf(each), region: regionWatchedBy(each) })),
    trails: () => [],
};
