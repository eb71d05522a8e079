import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../components";
import { aws } from "../../components/adapters/aws";
import { awsKinds, awsOverrides } from "../../components/adapters/aws/overrides";
import { kubernetes } from "../../components/adapters/kubernetes";
import { kubernetesKinds, kubernetesOverrides } from "../../components/adapters/kubernetes/overrides";
import { local } from "../../components/adapters/local";
import { localOverrides } from "../../components/adapters/local/overrides";
import { localKinds } from "../../components/plan/clouds/local-kinds";
import { ofOnesOwn } from "../components/adapters/kubernetes/made";
import { wholeFaultsOf } from "../components/plan/faults-of";
import { digest } from "../components/plan/screening";
import { settled } from "../support/mocked-engine";
import { repositoryConfig, repositoryLock } from "../support/repository-stack";
import type { AdapterUnderTest, Asked } from "./adapter";
import { awsUnderTest } from "./adapters/aws";
import { copiedSettings, kubernetesUnderTest, setStoreKey } from "./adapters/kubernetes";
import { localUnderTest } from "./adapters/local";

/** A stack of this repository, as a program would say it. */
function configOf(stack: string, change: Partial<ServiceConfig> = {}): ServiceConfig {
    return { ...(repositoryConfig(stack) as unknown as ServiceConfig), ...change };
}

/** On machines with GPUs, from a bucket: what a stack on Fargate doesn't have. */
const onMachines = configOf("aws-one-region", {
    models: [
        {
            name: "screening",
            releases: { "1.0.0": { artifact: "s3://models/1.onnx", digest: digest("1") } },
            traffic: [{ version: "1.0.0", percent: 100 }],
        },
    ],
    budget: { monthly: 1000, currency: "USD", anomalies: true },
    observability: { audit: true },
    aws: { ...configOf("aws-one-region").aws, auditLock: { mode: "governance", days: 30 } },
    serving: {
        gpu: { count: 1 },
        scaling: { min: 1, max: 3 },
        access: { "aws:eu-west-1": { deployers: ["arn:aws:iam::444444444444:role/release-train"] } },
    },
});

/** An override of whichever kind. */
type Each = (args: object, opts: pulumi.CustomResourceOptions) => object;

interface Case {
    readonly adapter: AdapterUnderTest;
    readonly kinds: readonly string[];
    readonly stacks: readonly ServiceConfig[];
    readonly transformed: (overrides: Readonly<Record<string, Each>>) => pulumi.ResourceTransformation;
    readonly clouds: () => ConstructorParameters<typeof Service>[2]["clouds"];
}

/** With what the stack does without: authorities, a registry that needs a login, a certificate of the cell, deployers, hours and tables. */
const inClusters = configOf("kubernetes", {
    cells: configOf("kubernetes").cells.map(cell => ({
        ...cell,
        backup: "kubernetes:hel-onprem",
        existing: {
            "kubernetes:fra-onprem": { cluster: "fra" },
            "kubernetes:lis-onprem": { cluster: "lis" },
            "kubernetes:hel-onprem": { cluster: "hel" },
        },
    })),
    serving: {
        ...configOf("kubernetes").serving,
        scaling: { min: 2, max: 5, hours: [{ from: "08:00", to: "18:00", timezone: "Europe/Lisbon", min: 4 }] },
        access: { "kubernetes:fra-onprem": { deployers: ["group:releases"] } },
    },
    places: {
        ...configOf("kubernetes").places,
        "kubernetes:hel-onprem": { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 },
    },
    store: { tables: [{ name: "features", partitionKey: "subject" }], backup: { everyHours: 24 } },
    kubernetes: {
        ...configOf("kubernetes").kubernetes,
        pullSecret: { secret: "pull" },
        authorities: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
        front: { certificate: "cell" },
        quota: { pods: 100 },
        store: copiedSettings,
    },
});

/** With what other controllers do in a cluster, and devices of a class for a custom server. */
const withControllers = configOf("kubernetes", {
    models: [...configOf("kubernetes").models, ofOnesOwn],
    serving: { gpu: { type: "gpu.example.com" } },
    cells: configOf("kubernetes").cells.map(cell => ({
        ...cell,
        existing: {
            "kubernetes:fra-onprem": { cluster: "fra", authority: "clusterissuer/eu", certificate: "screening-tls" },
            "kubernetes:lis-onprem": { cluster: "lis", authority: "clusterissuer/eu", certificate: "screening-tls" },
        },
    })),
    kubernetes: {
        ...configOf("kubernetes").kubernetes,
        gatewayClass: "passthrough",
        names: "external-dns",
        hub: { prometheus: { namespace: "monitoring" } },
    },
});

/** With servers that KServe runs. */
const byKserve = configOf("kubernetes", {
    serving: { hosting: "managed", scaling: { min: 2, max: 5 } },
    kubernetes: { ...configOf("kubernetes").kubernetes, kserve: {} },
});

const cases: readonly Case[] = [
    {
        adapter: awsUnderTest,
        kinds: awsKinds,
        stacks: [configOf("aws"), onMachines],
        transformed: awsOverrides,
        clouds: () => [aws()],
    },
    {
        adapter: kubernetesUnderTest,
        kinds: kubernetesKinds,
        stacks: [configOf("kubernetes"), inClusters, withControllers, byKserve],
        transformed: kubernetesOverrides,
        clouds: () => {
            setStoreKey();
            return [kubernetes({ pullSecret: "{}" })];
        },
    },
    {
        adapter: localUnderTest,
        kinds: localKinds,
        stacks: [configOf("local", { observability: { ...configOf("local").observability, audit: true } })],
        transformed: localOverrides,
        clouds: () => [local({ directory: "unused" })],
    },
];

for (const { adapter, clouds, kinds, stacks, transformed } of cases) {
    describe(`overrides on ${adapter.cloud}`, function () {
        // Loading a cloud's SDK is most of it.
        this.timeout(120_000);

        it("open one child of every kind that the adapter makes", async () => {
            const made: Asked[] = [];
            const opened = new Set<string>();
            await pulumi.runtime.setMocks({
                call: ({ inputs, token }) => adapter.invoke(token, inputs as Asked["inputs"]),
                newResource: ({ type, name, inputs, custom }) => {
                    const asked = { type, name, inputs: inputs as Asked["inputs"] };
                    if (custom === true) made.push(asked);
                    const found = custom === true ? adapter.outputs(asked) : {};
                    return { id: typeof found.id === "string" ? found.id : name, state: { ...asked.inputs, ...found } };
                },
            });
            const opening = (kind: string): Each => {
                return (args, opts) => {
                    opened.add(kind);
                    return { args: { ...args, opened: kind }, opts };
                };
            };
            const transformations = [transformed(Object.fromEntries(kinds.map(kind => [kind, opening(kind)])))];
            for (const [i, { domain, ...config }] of stacks.entries()) {
                // Several services in one program have names and domains of their own.
                const service = `screening-${i}`;
                const own = { ...config, service, domain: `${i}.${domain}` };
                new Service(service, own, { clouds: clouds(), lock: repositoryLock() }, { transformations });
            }
            await settled();
            // Providers are brought, and not opened.
            const closed = made.filter(
                ({ inputs, type }) => !type.startsWith("pulumi:providers:") && !kinds.includes(inputs.opened as string),
            );
            assert.deepEqual([...new Set(closed.map(({ type }) => type))], []);
            assert.deepEqual([...opened].sort(), [...kinds].sort());
        });
    });
}

describe("an override", () => {
    it("that returns nothing leaves the resource as it is, and one that returns a part changes that part only", () => {
        const transformation = localOverrides({
            File: () => undefined,
            Process: ({ environment, ...args }) => ({ args: { ...args, environment: { ...environment, DEBUG: "1" } } }),
            Port: (_, opts, name) => ({ opts: { ...opts, protect: name === "kept" } }),
        });
        const opts: pulumi.CustomResourceOptions = { deleteBeforeReplace: true };
        const of = (kind: string, name: string, props: object) =>
            transformation({
                type: `pulumi-nodejs:dynamic/local:${kind}`,
                name,
                props,
                opts,
                resource: undefined as never,
            });
        assert.equal(of("File", "file", {}), undefined);
        assert.equal(of("Key", "key", {}), undefined);
        assert.deepEqual(of("Process", "gate", { environment: { A: "b" } }), {
            props: { environment: { A: "b", DEBUG: "1" } },
            opts,
        });
        // What the SDK needs of a resource stays, though an override says its arguments again.
        const overridden = localOverrides({ Port: ({ root, holder }) => ({ args: { root, holder } }) });
        const port = { type: "pulumi-nodejs:dynamic/local:Port", name: "p", opts, resource: undefined as never };
        assert.deepEqual(
            overridden({ ...port, props: { root: "r", holder: "h", more: 1, host: undefined, __provider: "code" } }),
            {
                props: { root: "r", holder: "h", host: undefined, __provider: "code" },
                opts,
            },
        );
        assert.deepEqual(of("Port", "kept", { root: "r" }), { props: { root: "r" }, opts: { ...opts, protect: true } });
    });

    it("of a kind that the adapter doesn't make is refused, with the nearest that it makes", () => {
        const misspelt = { "ecs.Servise": () => undefined } as Parameters<typeof awsOverrides>[0];
        assert.deepEqual(
            wholeFaultsOf(() => awsOverrides(misspelt)).map(({ code, remedy, value }) => [code, value, remedy]),
            [["override/unknown-kind", "ecs.Servise", "write ecs.Service instead"]],
        );
    });
});
