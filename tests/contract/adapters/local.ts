import { local } from "../../../components/adapters/local";
import * as pulumi from "@pulumi/pulumi";

import { type AdapterUnderTest, type Asked, brokenForPrograms, changed } from "../adapter";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const isOf = (kind: string) => (each: Asked) => each.type === `pulumi-nodejs:dynamic/local:${kind}`;
const isOfProgram = (program: string) => (each: Asked) => isOf("Process")(each) && each.inputs.program === program;
/** The hub's input about its page. */
const isHubFile = (each: Asked) => isOf("File")(each) && each.name === "hub-file";

/** The launcher's input about its server. */
const isLaunch = (each: Asked) => isOf("File")(each) && each.name.endsWith("-launch");

/** `…/cells/eu.screening.example/store/eu-west/data`, `…/cells/eu.screening.example/eu-west/…` → `local:eu-west` */
function placeIn(path: unknown): string | undefined {
    const [, place] = /(?:^|\/)cells\/[^/]+\/(?:store\/)?([^/]+)\//.exec(`${text(path)}/`) ?? [];
    return place === undefined || notPlaces.includes(place) ? undefined : `local:${place}`;
}
/** What is a cell's as a whole. */
const notPlaces = [
    "authority",
    "subject-key",
    "keys",
    "operator-tls",
    "observer-tls",
    "administrator-tls",
    "hands-tls",
    "audit.json",
];

interface Cluster {
    readonly name: string;
    readonly cluster_type?: { readonly typed_config: { readonly clusters: readonly string[] } };
}

/** Files of a gate lie in a region's directory or in `gates/`, those of an edge in `edges/`. */
const configurationOf = ({ inputs }: Asked) => JSON.parse(text(inputs.configuration)) as { clusters: Cluster[] };

interface Listener {
    readonly address?: { readonly socket_address?: object };
    readonly filter_chains?: readonly {
        readonly transport_socket?: {
            readonly typed_config: {
                readonly common_tls_context: { readonly tls_params: { readonly tls_minimum_protocol_version: string } };
            };
        };
    }[];
}

/** The lowest version that every chain of every listener of a gate asks for. */
function tlsOf({ inputs }: Asked): "1.2" | "none" {
    const { listeners } = JSON.parse(text(inputs.configuration)) as { listeners: Listener[] };
    const chains = listeners
        .filter(({ address }) => address?.socket_address !== undefined)
        .flatMap(({ filter_chains = [] }) => filter_chains);
    const lowest = chains.map(
        ({ transport_socket }) =>
            transport_socket?.typed_config.common_tls_context.tls_params.tls_minimum_protocol_version,
    );
    return lowest.length > 0 && lowest.every(version => version === "TLSv1_2" || version === "TLSv1_3")
        ? "1.2"
        : "none";
}

export const localUnderTest: AdapterUnderTest = {
    cloud: "local",
    cells: [
        { name: "eu", jurisdictions: ["EU"], regions: ["eu-west", "eu-central"], backup: "eu-north" },
        { name: "us", jurisdictions: ["US"], regions: ["us-east", "us-west"], backup: "us-south" },
    ],
    elsewhere: "ap-south",
    make: () => local({ directory: "unused" }),
    outputs: ({ name }) => ({
        ...{ host: "127.0.0.1", port: 4711, found: "", state: "running", there: true, stored: true },
        fingerprint: `fingerprint of ${name}`,
    }),
    invoke: token => {
        throw new Error(`no region answers ${token}`);
    },
    without: {
        "keeps it under a key of the same place":
            "a disk of this machine is as safe as the machine (what the store keeps is encrypted: store/secrecy.test.ts)",
    },
    identities: false,
    broken: {
        ...brokenForPrograms,
        // Of servers, what they log: a region's releases are where they were.
        "keeps whatever it keeps in places of its cell": world =>
            changed(world, isOfProgram("model-server"), ({ log }) => ({
                log: text(log).replace("eu-west", "us-east"),
            })),
        "takes connections by TLS 1.2 at least, in each region": world =>
            changed(world, isOf("EnvoyFiles"), ({ configuration }) => ({
                configuration: text(configuration).replaceAll('"TLSv1_2"', '"TLSv1_0"'),
            })),
        "leads a cell's name to all regions of that cell, and to no other": world =>
            changed(world, isOf("EnvoyFiles"), ({ configuration }) => ({
                configuration: text(configuration).replaceAll("gate/local:eu-west", "gate/local:us-west"),
            })),
        "gets a region's servers each release by its digest": world =>
            changed(world, isOf("Artifact"), () => ({ digest: "latest" })),
        "has custom servers reached by way of their sidecar alone": world =>
            changed(world, isLaunch, ({ content }) => ({
                content: JSON.stringify({ ...(JSON.parse(text(content)) as object), port: 4711 }),
            })),
        "gives each region's servers an identity of their own, or says that its cloud has none": world => ({
            ...world,
            servings: world.servings.map(({ front }) => ({ front, identity: pulumi.output("root") })),
        }),
        "shows all regions of all cells in one view": world =>
            changed(world, isHubFile, ({ content }) => ({
                content: text(content).replaceAll('"local:us-west"', '"local:us-east"'),
            })),
        // Of the same cell, so that its logs stay in it.
        "watches each region from that region": world =>
            changed(world, isOfProgram("watcher"), ({ log }) => ({ log: text(log).replace("eu-west", "eu-central") })),
        "keeps the audit trail of each cell in places of that cell": world =>
            changed(world, isOf("AuditTrail"), ({ anchors }) => ({
                anchors: (anchors as string[]).map(anchor => anchor.replace("eu-north", "us-south")),
            })),
    },
    copies: false,
    kept: all =>
        all.flatMap(({ name, inputs, type }) => {
            const path = isOf("Artifact")({ name, inputs, type }) ? inputs.file : (inputs.log ?? inputs.directory);
            const place = placeIn(path);
            return place === undefined ? [] : [{ name, place }];
        }),
    entrances: all =>
        all
            .filter(isOf("EnvoyFiles"))
            .filter(({ inputs }) => !text(inputs.directory).startsWith("edges/"))
            .map(each => ({
                name: each.name,
                place: `local:${/eu-west|eu-central|us-east|us-west/.exec(each.name)?.[0] ?? ""}`,
                tls: tlsOf(each),
            })),
    answers: all =>
        all
            .filter(isOf("EnvoyFiles"))
            .filter(({ inputs }) => text(inputs.directory).startsWith("edges/"))
            .flatMap(each => configurationOf(each).clusters)
            .flatMap(({ name, cluster_type }) => {
                const cell = /^point\/.+\/([^/]+)$/.exec(name)?.[1];
                const members = cluster_type?.typed_config.clusters ?? [];
                return cell === undefined
                    ? []
                    : members
                          .filter(member => member.startsWith("gate/"))
                          .map(member => ({ host: `${cell}.screening.example`, region: member.slice("gate/".length) }));
            }),
    releases: (all, region) =>
        all
            .filter(isOf("Artifact"))
            .filter(({ inputs }) => placeIn(inputs.file) === region)
            .map(({ inputs }) => text(inputs.digest)),
    server: { protocol: "oip-http", command: ["sh", "$(SOCKET)"] },
    ownServers: all =>
        all.filter(isLaunch).map(({ name, inputs }) => {
            const { digest, place, port } = JSON.parse(text(inputs.content)) as {
                readonly digest: string;
                readonly place: string;
                readonly port?: number;
            };
            const sidecar = all.find(each => each.name === name.replace(/-launch$/, "-sidecar-files"))!;
            const { listeners } = JSON.parse(text(sidecar.inputs.configuration)) as {
                listeners: { address: { socket_address: { address: string; port_value: number } } }[];
            };
            return {
                place: `local:${/eu-west|eu-central|us-east|us-west/.exec(name)?.[0] ?? ""}`,
                digest,
                listens: port === undefined ? `${place}/server.sock` : `127.0.0.1:${port}`,
                reached: listeners.map(
                    ({ address: { socket_address: socket } }) => `${socket.address}:${socket.port_value}`,
                ),
            };
        }),
    views: all =>
        all.filter(isHubFile).map(({ inputs }) => {
            const { cells } = JSON.parse(text(inputs.content)) as {
                cells: { name: string; regions: { region: string }[] }[];
            };
            return cells.flatMap(({ name, regions }) => regions.map(({ region }) => ({ cell: name, region })));
        }),
    watchers: all =>
        all.filter(isOfProgram("watcher")).map(({ name, inputs }) => ({
            name,
            region: text((inputs.environment as Record<string, unknown>).REGION),
            place: placeIn(inputs.log) ?? "nowhere",
        })),
    trails: all =>
        all.filter(isOf("AuditTrail")).flatMap(({ inputs }) =>
            [inputs.log, ...(inputs.anchors as string[])].map(file => ({
                cell: text(inputs.cell),
                place: placeIn(file) ?? "nowhere",
            })),
        ),
};
