import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import { splitRef, type RegionRef } from "../../../components/plan/places/catalogue";
import { digestOfText } from "../digest";
import { pinnedImage } from "../images";
import { someAuthority } from "./auth";

export type KubernetesInput = NonNullable<ConfigInput["kubernetes"]>;

const images = fc.constantFrom(pinnedImage(), pinnedImage("team/image_1.0", "registry.example.com:5000"));

/** The settings of Kubernetes, each with every kind of value that it can have. */
const kubernetesSettings: fc.Arbitrary<KubernetesInput> = fc.record(
    {
        images: fc.record({ gate: images, runtime: images, fetch: images }),
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
    },
    { requiredKeys: ["images", "front"] },
);

/** The config with what Kubernetes must be given: settings, a cluster for each region, and releases that pods can download. */
export function withKubernetes(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    const cells = config.cells.map(cell => ({
        ...cell,
        existing: Object.fromEntries(
            cell.regions.map(ref => [
                ref,
                { ...cell.existing?.[ref as RegionRef], cluster: `context of ${splitRef(ref as RegionRef).name}` },
            ]),
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
    const known = cells.flatMap(({ regions }) => regions as RegionRef[]);
    const nodeRegions = fc.constantFrom({}, ...known.map(ref => ({ [ref]: "eu-central-1" })));
    return fc
        .record({ settings: kubernetesSettings, nodeRegions })
        .map(({ nodeRegions, settings }) => ({ ...config, cells, models, kubernetes: { ...settings, nodeRegions } }));
}
