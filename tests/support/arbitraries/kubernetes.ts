import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import { splitRef, type RegionRef } from "../../../components/plan/places/catalogue";
import { digestOfText } from "../digest";
import { pinnedImage } from "../images";
import { someAuthority } from "./auth";

export type KubernetesInput = NonNullable<ConfigInput["kubernetes"]>;

const images = fc.constantFrom(pinnedImage(), pinnedImage("team/image_1.0", "registry.example.com:5000"));

/** The settings of Kubernetes, each with every kind of value that it can have, with a balancer before each region. */
const balancerSettings: fc.Arbitrary<KubernetesInput> = fc.record(
    {
        images: fc.record({ gate: images, runtime: images, fetch: images, store: images }),
        pullSecret: fc.constant({ secret: "pull" }),
        kubeconfig: fc.constant({ secret: "kubeconfig" }),
        clusterDomain: fc.constantFrom("cluster.local", "k8s", "corp.example.com"),
        front: fc.record(
            {
                annotations: fc.constantFrom({}, { "metallb.io/address-pool": "public", constructor: "" }),
                class: fc.constantFrom("example.com/internal", "tailscale"),
                sources: fc.constantFrom(["0.0.0.0/0"], ["203.0.113.0/24", "198.51.100.7/32"]),
                certificate: fc.constant("cell" as const),
            },
            { requiredKeys: ["certificate"] },
        ),
        authorities: fc.constant(someAuthority),
        registries: fc.constantFrom([], ["registry.example.com:5000/team", "ghcr.io"]),
        quota: fc.constantFrom({}, { cpu: 0.5, memoryGiB: 1.5, pods: 1 }, { pods: 100_000 }),
        hub: fc.record(
            {
                volumeClass: fc.constant("fast-ssd"),
                prometheus: fc.constantFrom(
                    { namespace: "monitoring", regions: {} },
                    { namespace: "m", labels: { "app.example.com/team": "risk", release: "kube-prometheus-stack" } },
                ),
            },
            { requiredKeys: [] },
        ),
        store: fc.record(
            {
                peers: fc.constantFrom(["203.0.113.0/24"], ["198.51.100.7/32", "192.0.2.0/28"]),
                key: fc.constant({ secret: "store" }),
                volumeGiB: fc.integer({ min: 1, max: 65_536 }),
                volumeClass: fc.constant("fast-ssd"),
            },
            { requiredKeys: ["peers", "key"] },
        ),
    },
    { requiredKeys: ["images", "front", "store"] },
);

/** With a Gateway, the front has no settings of a balancer. */
const kubernetesSettings: fc.Arbitrary<KubernetesInput> = fc
    .tuple(balancerSettings, fc.constantFrom(undefined, "passthrough"))
    .map(([settings, gatewayClass]) => {
        if (gatewayClass === undefined) return settings;
        const { class: _class, sources: _sources, ...front } = settings.front!;
        return { ...settings, front, gatewayClass };
    });

/** Where a cell needs a cluster: in its regions, and in its backup location where that has a server of a store. */
const placesIn = ({ backup, name, regions }: ConfigInput["cells"][number], { store }: ConfigInput) => [
    ...regions,
    ...(backup !== undefined && store?.tables.some(({ cells }) => cells?.includes(name) ?? true) === true
        ? [backup]
        : []),
];

/** A bucket in each backup location of a cell with tables, where copies are made. */
function bucketsFor(config: ConfigInput, prefix: string | undefined) {
    const places = config.cells.flatMap(cell => placesIn(cell, config).filter(place => place === cell.backup));
    const bucket = {
        bucket: "https://s3.example.com:9000/screening",
        credentials: { secret: "backup" },
        ...(prefix !== undefined && { prefix }),
    };
    return config.store?.backup === undefined ? {} : Object.fromEntries(places.map(place => [place, bucket]));
}

/** The config with what Kubernetes must be given: settings, a cluster for each region, and releases that pods can download. */
export function withKubernetes(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    const isAtSites = config.serving?.hosting === "edge";
    const cellsWith = (authority: string | undefined) =>
        config.cells.map(cell => ({
            ...cell,
            existing: Object.fromEntries(
                placesIn(cell, config).map(ref => {
                    const { authority: _, ...existing } = { ...cell.existing?.[ref as RegionRef] };
                    const cluster = `context of ${splitRef(ref as RegionRef).name}`;
                    return [ref, { ...existing, cluster, ...(authority !== undefined && { authority }) }];
                }),
            ),
        }));
    const models = config.models.map(model => ({
        ...model,
        releases: Object.fromEntries(
            Object.entries(model.releases).map(([version, release]) => [
                version,
                {
                    ...release,
                    artifact: `https://models.example.com/${digestOfText(release.artifact).slice(7, 20)}.onnx`,
                },
            ]),
        ),
    }));
    const known = config.cells.flatMap(({ regions }) => regions as RegionRef[]);
    const nodeRegions = fc.constantFrom({}, ...known.map(ref => ({ [ref]: "eu-central-1" })));
    const authority = fc.constantFrom(undefined, "issuer/ca", "clusterissuer/eu.example");
    const prefix = fc.constantFrom(undefined, "backups", "team/risk");
    const edge = fc.constantFrom(undefined, {}, { volumeGiB: 1, volumeClass: "local-path" });
    return fc
        .record({ settings: kubernetesSettings, nodeRegions, authority, prefix, edge })
        .map(({ authority, edge, nodeRegions, prefix, settings }) => ({
            ...config,
            cells: cellsWith(authority),
            models,
            kubernetes: {
                ...settings,
                nodeRegions,
                ...(isAtSites && edge && { edge }),
                store: { ...settings.store!, backups: bucketsFor(config, prefix) },
            },
        }));
}
