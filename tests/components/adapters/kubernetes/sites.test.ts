import assert from "node:assert/strict";

import { repositoryConfig } from "../../../support/repository-stack";
import { digest } from "../../plan/screening";
import { madeOf, ofOnesOwn } from "./made";

interface Pod {
    readonly affinity: object;
    readonly initContainers: readonly { readonly name: string; readonly volumeMounts: readonly Mount[] }[];
    readonly containers: readonly { readonly volumeMounts: readonly Mount[] }[];
    readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim?: { claimName: string } }[];
}

interface Mount {
    readonly name: string;
    readonly mountPath: string;
}

const models = (digests: readonly string[]) => [
    {
        name: "screening",
        releases: Object.fromEntries(
            digests.map((one, i) => [
                `${i + 1}.0.0`,
                {
                    artifact: `https://models.example.com/${i + 1}.onnx`,
                    digest: one,
                    baseline: { artifact: "https://models.example.com/baseline.json", digest: digest("f") },
                },
            ]),
        ),
        traffic: digests.map((_, i) => ({ version: `${i + 1}.0.0`, percent: 100 / digests.length })),
    },
];

const observability = { drift: {} };

/** Claims and Deployments of one region of a stack at sites. */
async function atSites(change: Parameters<typeof madeOf>[0], region = "fra") {
    const made = (await madeOf({ serving: { hosting: "edge" }, ...change })).filter(one => one.region === region);
    const claims = made.filter(({ kind }) => kind === "PersistentVolumeClaim");
    const pods = new Map(
        made
            .filter(({ kind }) => kind === "Deployment")
            .map(({ inputs }) => {
                const { metadata, spec } = inputs as { metadata: { name: string }; spec: { template: { spec: Pod } } };
                return [metadata.name, spec.template.spec] as const;
            }),
    );
    return { claims, pods };
}

const claimIn = ({ volumes }: Pod) =>
    volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

describe("servers at a site", () => {
    it("start from a volume that outlives their pods, one for each release and one for the baselines", async () => {
        const { claims, pods } = await atSites({ models: models([digest("1"), digest("2")]), observability });
        const [one, two] = ["1", "2"].map(
            i => `screening-eu-fra-onprem-screening-${i}-0-0-${digest(i).slice("sha256:".length, 15)}-10`,
        );
        const baselines = claims.map(({ name }) => name).find(name => name.endsWith("-baselines-10"));
        assert.deepEqual(claims.map(({ name }) => name).sort(), [baselines, one, two].sort());
        for (const { inputs, name } of claims) {
            const { metadata, spec } = inputs as { metadata: { annotations: object }; spec: object };
            assert.deepEqual(spec, { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } });
            assert.deepEqual(
                metadata.annotations,
                { "pulumi.com/patchForce": "true", "pulumi.com/skipAwait": "true" },
                name,
            );
        }
        const [first, second, watcher] = ["screening-1-0-0", "screening-2-0-0", "watcher"].map(app => pods.get(app)!);
        assert.deepEqual(
            [first, second, watcher].map(pod => claimIn(pod!)),
            [[one], [two], [baselines]],
        );
        for (const { containers, initContainers } of [first!, second!, watcher!]) {
            const mounted = [...initContainers.filter(({ name }) => name.startsWith("fetch")), ...containers];
            assert.ok(mounted.length > 1);
            for (const { volumeMounts } of mounted) assert.ok(volumeMounts.some(({ name }) => name === "release"));
        }
    });

    it("end before their successors start where they have GPUs, of which a node may have no more", async () => {
        const strategyOf = async (serving: NonNullable<Parameters<typeof madeOf>[0]["serving"]>) => {
            const made = await madeOf({ models: [ofOnesOwn], serving });
            const found = made.find(
                ({ kind, region, name }) => kind === "Deployment" && region === "fra" && name.endsWith("irises-1-0-0"),
            );
            return (found!.inputs as { spec: { strategy: { rollingUpdate: object } } }).spec.strategy.rollingUpdate;
        };
        const [ends, starts] = [
            { maxUnavailable: 1, maxSurge: 0 },
            { maxUnavailable: 0, maxSurge: 1 },
        ];
        assert.deepEqual(await strategyOf({ hosting: "edge", gpu: {} }), ends);
        assert.deepEqual(await strategyOf({ hosting: "edge" }), starts);
        assert.deepEqual(await strategyOf({ gpu: {} }), starts);
    });

    it("run on the node that has the volume; other pods are spread", async () => {
        const { pods } = await atSites({ models: models([digest("1")]), observability });
        const together = (app: string) => ({
            podAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                    {
                        topologyKey: "kubernetes.io/hostname",
                        labelSelector: { matchLabels: { "app.kubernetes.io/name": app } },
                    },
                ],
            },
        });
        for (const app of ["screening-1-0-0", "watcher"]) assert.deepEqual(pods.get(app)!.affinity, together(app));
        for (const app of ["gate", "certifier"])
            assert.deepEqual(Object.keys(pods.get(app)!.affinity), ["podAntiAffinity"]);
    });

    it("have volumes of the class and size of kubernetes.edge, with another one for another file or size", async () => {
        const { kubernetes } = repositoryConfig("kubernetes") as unknown as { kubernetes: object };
        const namesOf = async (of: string, volumeGiB: number) => {
            const edge = { volumeGiB, volumeClass: "local-path" };
            const { claims } = await atSites({ kubernetes: { ...kubernetes, edge }, models: models([digest(of)]) });
            for (const { inputs } of claims) {
                assert.deepEqual((inputs as { spec: object }).spec, {
                    accessModes: ["ReadWriteOnce"],
                    storageClassName: "local-path",
                    resources: { requests: { storage: `${volumeGiB}Gi` } },
                });
            }
            return claims.map(({ name }) => name);
        };
        const all = [await namesOf("1", 3), await namesOf("2", 3), await namesOf("1", 4)].flat();
        assert.deepEqual([all.length, new Set(all).size], [3, 3]);
    });

    it("elsewhere start from what ends with the pod", async () => {
        const { claims, pods } = await atSites({
            models: models([digest("1")]),
            observability,
            serving: { hosting: "container" },
        });
        assert.deepEqual([claims, [...pods.values()].flatMap(claimIn)], [[], []]);
        assert.deepEqual(Object.keys(pods.get("watcher")!.affinity), ["podAntiAffinity"]);
    });
});
