import assert from "node:assert/strict";

import { digest } from "../../plan/screening";
import { type Made, madeOf, withTables } from "./made";

interface Pod {
    readonly initContainers: readonly {
        readonly name: string;
        readonly env: readonly { readonly name: string; readonly value: string }[];
        readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    }[];
    readonly containers: readonly { readonly volumeMounts?: readonly { readonly name: string }[] }[];
    readonly volumes: readonly { readonly name: string; readonly secret?: object }[];
}

const { kubernetes } = withTables();
const artifact = "oci://registry.example.com:5000/models/screening:1.0.0";
const models = [
    {
        name: "screening",
        releases: { "1.0.0": { artifact, digest: digest("1") } },
        traffic: [{ version: "1.0.0", percent: 100 }],
    },
];

function serverIn(made: readonly Made[]): { readonly pod: Pod; readonly ports: readonly number[] } {
    const inFra = made.filter(({ region }) => region === "fra");
    const { inputs } = inFra.find(({ kind, name }) => kind === "Deployment" && name.includes("screening-1-0-0"))!;
    const pod = (inputs as unknown as { readonly spec: { readonly template: { readonly spec: Pod } } }).spec.template
        .spec;
    const policy = inFra.find(({ kind, name }) => kind === "NetworkPolicy" && name.endsWith("-servers"))!;
    const { egress } = (policy.inputs as { spec: { egress: { ports: { port: number }[] }[] } }).spec;
    return { pod, ports: egress.flatMap(({ ports }) => ports.map(({ port }) => port)) };
}

describe("a release in a registry", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("is downloaded by the login by which nodes pull images, which the server's own container does not have", async () => {
        const change = { models, kubernetes: { ...kubernetes!, pullSecret: { secret: "registry" } } };
        const { pod } = serverIn(await madeOf(change, { registry: "{}" }));
        const fetch = pod.initContainers.find(({ name }) => name === "fetch")!;
        const valueOf = (variable: string) => fetch.env.find(({ name }) => name === variable)?.value;
        assert.equal(valueOf("SOURCE_URI"), artifact);
        assert.equal(valueOf("MODEL_DIGEST"), digest("1"));
        const mount = fetch.volumeMounts.find(({ mountPath }) => mountPath === valueOf("DOCKER_CONFIG"))!;
        assert.deepEqual(pod.volumes.find(({ name }) => name === mount.name)!.secret, {
            secretName: "pull",
            items: [{ key: ".dockerconfigjson", path: "config.json" }],
            defaultMode: 0o440,
        });
        for (const { volumeMounts = [] } of pod.containers)
            assert.ok(!volumeMounts.some(({ name }) => name === mount.name));
    });

    it("has a baseline there, too, whose download alone has the login where the model is elsewhere", async () => {
        const [model] = models;
        const release = {
            artifact: "https://models.example.com/1.onnx",
            digest: digest("1"),
            baseline: { artifact: "oci://registry.example.com/baselines/screening:1.0.0", digest: digest("2") },
        };
        const change = {
            models: [{ ...model!, releases: { "1.0.0": release } }],
            kubernetes: { ...kubernetes!, pullSecret: { secret: "registry" } },
            observability: { drift: {} },
        };
        const { pod } = serverIn(await madeOf(change, { registry: "{}" }));
        const [login] = pod.volumes.filter(({ secret }) => JSON.stringify(secret ?? {}).includes("dockerconfigjson"));
        const mounting = pod.initContainers
            .filter(({ volumeMounts }) => volumeMounts.some(({ name }) => name === login!.name))
            .map(({ name }) => name);
        assert.deepEqual(mounting, ["fetch-baseline"]);
    });

    it("needs no login where there is none", async () => {
        const { pod } = serverIn(await madeOf({ models }));
        assert.ok(!JSON.stringify(pod).includes("DOCKER_CONFIG"));
        assert.ok(!pod.volumes.some(({ secret }) => JSON.stringify(secret ?? {}).includes("dockerconfigjson")));
    });

    it("opens the registry's port, and that of its tokens and layers", async () => {
        assert.deepEqual([...serverIn(await madeOf({ models })).ports].sort(), [443, 5000]);
    });

    it("has no login where releases are elsewhere", async () => {
        const change = { kubernetes: { ...kubernetes!, pullSecret: { secret: "registry" } } };
        const { pod } = serverIn(await madeOf(change, { registry: "{}" }));
        assert.ok(!JSON.stringify(pod).includes("DOCKER_CONFIG"));
    });
});
