import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { type InferenceService, judged } from "../../../support/kserve/judge";
import { repositoryConfig } from "../../../support/repository-stack";
import { type Made, madeOf, ofOnesOwn } from "./made";

interface Pod {
    readonly nodeSelector: object;
    readonly initContainers: readonly { readonly name: string }[];
    readonly containers: readonly { readonly name: string; readonly resources: object }[];
}

interface Predictor extends Pod {
    readonly labels: object;
    readonly annotations?: object;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly scaleMetric?: string;
    readonly scaleTarget?: number;
    readonly deploymentStrategy: object;
}

type Serving = NonNullable<ServiceConfig["serving"]>;
const managed = (more: Serving = {}, change: Partial<ServiceConfig> = {}) =>
    madeOf({ ...change, serving: { hosting: "managed", ...more } });
const both = { models: [...(repositoryConfig("kubernetes") as unknown as ServiceConfig).models, ofOnesOwn] };
const hours = [{ from: "08:00", to: "18:00", timezone: "Europe/Lisbon", min: 4 }];

const inFra = (made: readonly Made[], ...kinds: readonly string[]) =>
    made.filter(({ kind, region }) => region === "fra" && kinds.includes(kind));
const servicesOf = (made: readonly Made[]) =>
    inFra(made, "InferenceService").map(({ inputs }) => inputs as unknown as InferenceService);
const predictorOf = (service: InferenceService) => service.spec.predictor as unknown as Predictor;
const named = ({ inputs }: Made) => (inputs.metadata as { name: string }).name;
const called = (made: readonly Made[], name: string) => made.find(one => named(one) === name)!;

describe("servers that KServe runs", function () {
    this.timeout(60_000);

    it("are an InferenceService for each release, in the mode without Knative, that nothing outside of the cluster leads to", async () => {
        const services = servicesOf(await managed({}, both));
        assert.deepEqual(services.map(({ metadata: { name } }) => name).sort(), ["irises-1-0-0", "screening-1-0-0"]);
        for (const { metadata } of services) {
            assert.equal(metadata.annotations!["serving.kserve.io/deploymentMode"], "Standard");
            assert.equal(metadata.labels!["networking.kserve.io/visibility"], "cluster-local");
        }
    });

    for (const [what, serving] of [
        ["as usual", {}],
        ["that are large", { cpu: 8, memoryGiB: 64 }],
        ["within a range", { scaling: { min: 2, max: 9 } }],
        ["at certain hours", { scaling: { min: 2, max: 5, hours } }],
        ["with GPUs", { gpu: { type: "nvidia.com/gpu=NVIDIA-L4" } }],
        ["with devices of a class", { gpu: { type: "gpu.nvidia.com" } }],
    ] as const) {
        it(`are what KServe accepts, and changes nothing of: ${what}`, async () => {
            const services = servicesOf(await managed(serving, both));
            assert.equal(services.length, 2);
            for (const service of services) assert.deepEqual(judged(service), [], service.metadata.name);
        });
    }

    it("have the pods of a Deployment, but for the name of a container and a limit of processors that no node reaches", async () => {
        const gpu = { type: "nvidia.com/gpu" };
        const services = servicesOf(await managed({ gpu }, both));
        const deployments = inFra(await madeOf({ ...both, serving: { gpu } }), "Deployment");
        for (const service of services) {
            const { inputs } = called(deployments, service.metadata.name);
            const { spec } = inputs as { spec: { strategy: object; template: { metadata: object; spec: Pod } } };
            const { annotations, deploymentStrategy, labels, ...rest } = predictorOf(service);
            const { maxReplicas: _max, minReplicas: _min, scaleMetric: _metric, scaleTarget: _target, ...pod } = rest;
            assert.deepEqual({ labels, ...(annotations && { annotations }) }, spec.template.metadata);
            assert.deepEqual(deploymentStrategy, spec.strategy);
            const [{ name, ...container }] = pod.containers as unknown as [Record<string, unknown>];
            const [{ name: _name, ...expected }] = spec.template.spec.containers as unknown as [
                Record<string, unknown>,
            ];
            const { limits } = container.resources as { limits: Record<string, string> };
            assert.deepEqual([name, limits.cpu], ["kserve-container", "1024"]);
            const { cpu: _cpu, ...others } = limits;
            assert.deepEqual(
                {
                    ...container,
                    ports: (container.ports as { protocol: string }[]).map(({ protocol: _protocol, ...port }) => port),
                    resources: { ...(container.resources as object), limits: others },
                },
                expected,
            );
            assert.deepEqual({ ...pod, containers: [] }, { ...spec.template.spec, containers: [] });
        }
        assert.deepEqual(
            inFra(await managed({}, both), "Deployment")
                .map(named)
                .filter(name => name.endsWith("-1-0-0")),
            [],
        );
    });

    it("are found by gates under the same name as a Deployment's", async () => {
        const of = async (hosting: "container" | "managed") =>
            called(inFra(await managed({ hosting }), "Service"), "screening-1-0-0").inputs.spec;
        assert.deepEqual(await of("managed"), await of("container"));
    });

    it("are as many as KServe's autoscaler says, and have no other one", async () => {
        const scalersOf = async (scaling: Serving["scaling"]) => {
            const made = await managed({ scaling });
            const [service] = servicesOf(made);
            const { maxReplicas, minReplicas, scaleMetric, scaleTarget } = predictorOf(service!);
            return {
                by: service!.metadata.annotations!["serving.kserve.io/autoscalerClass"],
                says: [minReplicas, maxReplicas, scaleMetric, scaleTarget],
                others: inFra(made, "HorizontalPodAutoscaler", "ScaledObject").map(({ kind }) => kind),
            };
        };
        assert.deepEqual(await scalersOf({ min: 2, max: 5, targetUtilization: 0.7 }), {
            by: "hpa",
            says: [2, 5, "cpu", 70],
            others: [],
        });
        const fixed = { min: 3, max: 3, targetUtilization: 0.6, hours: [{ ...hours[0]!, min: 3 }] };
        assert.deepEqual(await scalersOf(fixed), { by: "hpa", says: [3, 3, "cpu", 60], others: [] });
        assert.deepEqual(await scalersOf({ min: 2, max: 5, hours }), {
            by: "external",
            says: [undefined, undefined, undefined, undefined],
            others: ["ScaledObject"],
        });
    });

    it("are scaled by hours where KServe's Deployment is, whose own autoscaler has another name", async () => {
        const [scaled] = inFra(await managed({ scaling: { min: 2, max: 5, hours } }), "ScaledObject");
        const { advanced, scaleTargetRef } = scaled!.inputs.spec as {
            advanced: { horizontalPodAutoscalerConfig: object };
            scaleTargetRef: object;
        };
        assert.deepEqual(scaleTargetRef, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: "screening-1-0-0-predictor",
        });
        // KServe's controller writes over an autoscaler that is called as its own.
        assert.deepEqual(advanced.horizontalPodAutoscalerConfig, { name: "screening-1-0-0" });
    });

    it("are ready before gates know them: all that there are to be at least", async () => {
        const made = await managed({ scaling: { min: 3, max: 5 } });
        const after = (kind: string, name: string) =>
            inFra(made, kind).find(one => one.name.endsWith(name))!.options.after;
        const release = "screening-eu-fra-onprem-screening-1-0-0";
        const budget = called(inFra(made, "PodDisruptionBudget"), "screening-1-0-0");
        assert.deepEqual(budget.inputs, {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: {
                ...(budget.inputs.metadata as object),
                annotations: {
                    "pulumi.com/patchForce": "true",
                    "pulumi.com/waitFor": "condition=DisruptionAllowed",
                },
            },
            spec: {
                maxUnavailable: 1,
                // Of KServe's pods alone: a Deployment that they take the place of has others.
                selector: {
                    matchLabels: {
                        "app.kubernetes.io/name": "screening-1-0-0",
                        "serving.kserve.io/inferenceservice": "screening-1-0-0",
                    },
                },
                unhealthyPodEvictionPolicy: "AlwaysAllow",
            },
        });
        const [first] = inFra(made, "DeploymentPatch");
        assert.deepEqual(
            [named(first!), first!.inputs.spec, first!.options.ignored, first!.options.after],
            ["screening-1-0-0-predictor", { replicas: 3 }, ["spec.replicas"], [`PodDisruptionBudget ${release}`]],
        );
        assert.ok(after("Deployment", "-gate").includes(`DeploymentPatch ${release}-replicas`));
        const single = await managed({ scaling: { min: 1, max: 5 } });
        assert.deepEqual(inFra(single, "DeploymentPatch"), []);
        const gate = inFra(single, "Deployment").find(({ name }) => name.endsWith("-gate"));
        assert.ok(gate!.options.after.includes(`PodDisruptionBudget ${release}`));
    });

    it("are made by KServe's controller, which may make servers in the namespace of the cell and nothing else", async () => {
        const controllerOf = async (kubernetes: object) => {
            const config = repositoryConfig("kubernetes") as unknown as ServiceConfig;
            const made = await managed({}, { kubernetes: { ...config.kubernetes, ...kubernetes } });
            const [binding] = inFra(made, "RoleBinding").filter(one => named(one) === "kserve");
            const [role] = inFra(made, "Role").filter(one => named(one) === "kserve");
            assert.deepEqual(role!.inputs.rules, [
                { apiGroups: ["apps"], resources: ["deployments"], verbs: ["serve"] },
            ]);
            const [service] = inFra(made, "InferenceService");
            assert.ok(service!.options.after.includes(`RoleBinding ${binding!.name}`));
            // Others would have its right through it.
            assert.deepEqual(
                [...role!.options.after].sort(),
                ["kserve", "kserve-pods"].map(
                    what => `ValidatingAdmissionPolicyBinding screening-eu-fra-onprem-admission-${what}`,
                ),
            );
            return binding!.inputs.subjects;
        };
        const account = (namespace: string, name: string) => [{ kind: "ServiceAccount", name, namespace }];
        assert.deepEqual(await controllerOf({}), account("kserve", "kserve-controller-manager"));
        const controller = "system:serviceaccount:ml:kserve";
        assert.deepEqual(await controllerOf({ kserve: { controller } }), account("ml", "kserve"));
    });

    it("are not made by KServe for strangers: objects of all its kinds need the right to make servers", async () => {
        const policies = inFra(await managed(), "ValidatingAdmissionPolicy");
        const specOf = (name: string) =>
            called(policies, name).inputs.spec as {
                matchConstraints: { resourceRules: object[] };
                validations: { expression: string; message: string }[];
            };
        const required = specOf("screening-eu-kserve");
        assert.deepEqual(required.matchConstraints.resourceRules, [
            {
                apiGroups: ["serving.kserve.io"],
                apiVersions: ["*"],
                operations: ["CREATE", "UPDATE"],
                resources: ["*"],
            },
        ]);
        assert.deepEqual(
            required.validations.map(({ expression, message }) => [expression, message]),
            [
                [
                    "authorizer.group('apps').resource('deployments').namespace(request.namespace).check('serve').allowed()",
                    "access/deployers",
                ],
            ],
        );
        const codes = ({ validations }: typeof required) => validations.map(({ message }) => message);
        assert.deepEqual(codes(specOf("screening-eu-kserve-pods")), codes(specOf("screening-eu-pods")));
        const without = inFra(await madeOf({}), "ValidatingAdmissionPolicy", "RoleBinding");
        assert.deepEqual(
            without.map(named).filter(name => name.includes("kserve")),
            [],
        );
    });

    it("are changed by deployers as InferenceServices: what their pods run, and how many", async () => {
        const access = { "kubernetes:fra-onprem": { deployers: ["group:releases"] } };
        const made = await managed({ access });
        const [role] = inFra(made, "Role").filter(one => named(one) === "deployers");
        assert.deepEqual(role!.inputs.rules, [
            {
                apiGroups: ["serving.kserve.io"],
                resources: ["inferenceservices"],
                resourceNames: ["screening-1-0-0"],
                verbs: ["get", "list", "watch", "patch", "update"],
            },
            {
                apiGroups: ["apps"],
                resources: ["deployments"],
                resourceNames: ["screening-1-0-0-predictor"],
                verbs: ["get", "list", "watch"],
            },
            { apiGroups: ["apps"], resources: ["deployments"], verbs: ["serve"] },
        ]);
        const policy = called(inFra(made, "ValidatingAdmissionPolicy"), "screening-eu-deployers");
        const { matchConstraints } = policy.inputs.spec as {
            matchConstraints: { resourceRules: { resources: string[] }[] };
        };
        assert.deepEqual(
            matchConstraints.resourceRules.flatMap(({ resources }) => resources),
            ["inferenceservices"],
        );
    });
});
