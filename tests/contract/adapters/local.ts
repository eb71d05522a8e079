import { local } from "../../../components/adapters/local";
import type { AdapterUnderTest, Asked } from "../adapter";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const isOf = (kind: string) => (each: Asked) => each.type === `pulumi-nodejs:dynamic/local:${kind}`;

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
        throw new Error(`nobody answers ${token}`);
    },
    // A disk of this machine is as safe as the machine; what the store keeps is encrypted beside that (store/secrecy.test.ts).
    keys: false,
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
                tls: text(each.inputs.configuration).includes('"tls_minimum_protocol_version":"TLSv1_2"')
                    ? "1.2"
                    : "none",
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
};
