import assert from "node:assert/strict";

import { copiedSettings } from "../../../contract/adapters/kubernetes";
import { digest } from "../../plan/screening";
import { type Made, madeOf, withTables, ofOnesOwn } from "./made";

type Labels = Readonly<Record<string, string>>;

interface Check {
    readonly httpGet?: { readonly port: number };
    readonly periodSeconds?: number;
    readonly timeoutSeconds?: number;
}

interface Container {
    readonly name: string;
    readonly image: string;
    readonly args?: readonly string[];
    readonly restartPolicy?: string;
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly ports?: readonly { readonly containerPort: number }[];
    readonly livenessProbe?: Check;
    readonly readinessProbe?: Check;
    readonly startupProbe?: Check;
    readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
    readonly volumeMounts?: readonly {
        readonly name: string;
        readonly mountPath: string;
        readonly readOnly?: boolean;
    }[];
}

interface Volume {
    readonly name: string;
    readonly secret?: { readonly secretName: string; readonly defaultMode?: number };
    readonly configMap?: { readonly name: string };
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly emptyDir?: { readonly sizeLimit?: string };
}

interface Template {
    readonly metadata: { readonly labels: Labels };
    readonly spec: {
        readonly containers: readonly Container[];
        readonly initContainers?: readonly Container[];
        readonly volumes?: readonly Volume[];
        readonly affinity?: unknown;
        readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
    };
}

interface Specified<T> {
    readonly name: string;
    readonly region: string;
    readonly spec: T;
}

interface Budget {
    readonly selector: { readonly matchLabels: Labels };
    readonly maxUnavailable: number;
    readonly unhealthyPodEvictionPolicy: string;
}

interface Workload {
    readonly of: string;
    readonly kind: string;
    readonly region: string;
    readonly template: Template;
    readonly spec: Readonly<Record<string, unknown>>;
}

/** Wherever an object has a template of pods. */
function templatesIn(value: unknown): { template: Template; spec: Workload["spec"] }[] {
    if (typeof value !== "object" || value === null) return [];
    const { template } = value as { template?: Template };
    if (template?.spec.containers !== undefined) return [{ template, spec: value as Workload["spec"] }];
    return Object.values(value).flatMap(inner => templatesIn(inner));
}

const nameOf = ({ inputs }: Made) => (inputs as { metadata?: { name?: string } }).metadata?.name;
const selects = (selector: Labels | undefined, labels: Labels) =>
    Object.entries(selector ?? {}).every(([name, value]) => labels[name] === value);

const shadowed = {
    name: "screening",
    releases: Object.fromEntries(
        ["1.0.0", "2.0.0"].map((version, i) => [
            version,
            { artifact: `https://models.example.com/${version}.onnx`, digest: digest(String(i + 2)) },
        ]),
    ),
    traffic: [{ version: "1.0.0", percent: 100 }],
    shadow: { version: "2.0.0", percent: 10 },
};

describe("the objects of a service in clusters", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    let made: readonly Made[];
    let workloads: readonly Workload[];

    before(async () => {
        const change = withTables({ backup: { everyHours: 6, retainDays: 10 } });
        made = await madeOf({
            ...change,
            models: [ofOnesOwn, shadowed],
            kubernetes: { ...change.kubernetes, store: copiedSettings },
            observability: { home: "kubernetes:lis-onprem", slo: { availability: 0.999 } },
            serving: { cpu: 1, memoryGiB: 1, scaling: { min: 2, max: 4 } },
        });
        workloads = made.flatMap(one =>
            templatesIn(one.inputs).map(found => ({
                ...found,
                ...{ of: `${one.kind} ${nameOf(one)} in ${one.region}`, kind: one.kind, region: one.region },
            })),
        );
        assert.ok(workloads.length > 20, String(workloads.length));
    });
    const containersOf = ({ template }: Workload) => [
        ...template.spec.containers,
        ...(template.spec.initContainers ?? []),
    ];
    /** What says by its readiness that the cell's name leads to the region does nothing else. */
    const isVerdict = ({ template }: Workload) => template.metadata.labels["app.kubernetes.io/name"] === "region";
    const staysUp = (one: Workload) => /^(Deployment|StatefulSet)$/.test(one.kind) && !isVerdict(one);
    const specsOf = (kind: string) =>
        made
            .filter(one => one.kind === kind)
            .map(one => ({
                name: `${kind} ${nameOf(one) ?? one.name} in ${one.region}`,
                region: one.region,
                spec: one.inputs.spec,
            }));

    it("mount volumes that their pod has, and every volume somewhere", () => {
        for (const workload of workloads) {
            const volumes = (workload.template.spec.volumes ?? []).map(({ name }) => name).sort();
            const mounted = containersOf(workload).flatMap(one => (one.volumeMounts ?? []).map(({ name }) => name));
            assert.deepEqual([...new Set(mounted)].sort(), volumes, workload.of);
            for (const { name, volumeMounts = [] } of containersOf(workload)) {
                const paths = volumeMounts.map(({ mountPath }) => mountPath);
                assert.equal(new Set(paths).size, paths.length, `${workload.of} ${name}`);
            }
        }
    });

    it("write to no Secret or ConfigMap, and let no other user read Secrets", () => {
        for (const workload of workloads) {
            for (const { name, secret, configMap } of workload.template.spec.volumes ?? []) {
                if (secret === undefined && configMap === undefined) continue;
                if (secret) assert.equal(secret.defaultMode, 0o440, `${workload.of} ${name}`);
                const mounts = containersOf(workload).flatMap(one => one.volumeMounts ?? []);
                for (const mount of mounts.filter(mount => mount.name === name)) {
                    assert.equal(mount.readOnly, true, `${workload.of} ${name}`);
                }
            }
        }
    });

    it("have in their pods Secrets, ConfigMaps and claims that are made in their cluster", () => {
        const names = (kind: string, region: string) =>
            made.filter(one => one.kind === kind && one.region === region).flatMap(one => [nameOf(one), one.name]);
        const certified = (region: string) =>
            made
                .filter(one => one.kind === "ConfigMap" && one.region === region)
                .flatMap(({ inputs }) => {
                    const text = (inputs.data as Labels | undefined)?.["certificates.json"];
                    return text === undefined
                        ? []
                        : (JSON.parse(text) as { secret: string }[]).map(({ secret }) => secret);
                });
        for (const { of, region, template } of workloads) {
            for (const { configMap, persistentVolumeClaim, secret } of template.spec.volumes ?? []) {
                if (configMap)
                    assert.ok(names("ConfigMap", region).includes(configMap.name), `${of} ${configMap.name}`);
                if (persistentVolumeClaim) {
                    const { claimName } = persistentVolumeClaim;
                    assert.ok(names("PersistentVolumeClaim", region).includes(claimName), `${of} ${claimName}`);
                }
                if (secret) {
                    // The certificate of the front is the config's own.
                    const known = [...names("Secret", region), ...certified(region), "screening-tls"];
                    assert.ok(known.includes(secret.secretName), `${of} ${secret.secretName}`);
                }
            }
        }
    });

    it("run the programs of the runtime that their containers are called by, and the model server by default", () => {
        const programs = new Map<string, Set<string>>();
        for (const workload of workloads) {
            for (const { args = [], image, name } of containersOf(workload)) {
                if (!image.includes("/runtime@")) continue;
                const [, program = "(default)"] = /^\/[\w/-]+\/([\w-]+)\.js$/.exec(args[0] ?? "") ?? [];
                programs.set(name, (programs.get(name) ?? new Set()).add(program));
            }
        }
        assert.deepEqual(Object.fromEntries([...programs].map(([name, all]) => [name, [...all].join()])), {
            ...{ backup: "backup", restore: "backup", operator: "operator", tables: "table-server" },
            ...{ certifier: "certifier", comparer: "comparer", isolation: "isolation", keeper: "keeper" },
            ...{ hub: "hub", watcher: "watcher" },
            ...{ "screening-1-0-0": "(default)", "screening-2-0-0": "(default)" },
        });
    });

    it("have a limit of memory, and ask for a part of a processor", () => {
        for (const workload of workloads) {
            for (const { name, resources } of containersOf(workload)) {
                assert.ok(resources?.limits?.memory, `${workload.of} ${name}`);
                assert.ok(resources.requests?.cpu, `${workload.of} ${name}`);
            }
        }
    });

    it("check where a container listens whether it is ready, and whether it lives", () => {
        for (const workload of workloads.filter(staysUp)) {
            for (const container of workload.template.spec.containers) {
                const { env = [], livenessProbe, name, ports = [], readinessProbe, startupProbe } = container;
                assert.ok(readinessProbe, `${workload.of} ${name}`);
                assert.ok(livenessProbe, `${workload.of} ${name}`);
                const inEnvironment = env.filter(one => one.name.endsWith("PORT")).map(({ value }) => Number(value));
                const listens = [...ports.map(({ containerPort }) => containerPort), ...inEnvironment];
                for (const { httpGet, timeoutSeconds } of [
                    readinessProbe,
                    livenessProbe,
                    ...(startupProbe ? [startupProbe] : []),
                ]) {
                    // A node that is short of time takes longer than the second that is usual.
                    assert.equal(timeoutSeconds, 10, `${workload.of} ${name}`);
                    // Envoy's ports are in its configuration.
                    if (httpGet && inEnvironment.length > 0)
                        assert.ok(listens.includes(httpGet.port), `${workload.of} ${name}`);
                }
            }
        }
    });

    it("replace a pod once its successor is ready, and let one at a time be evicted", () => {
        for (const { kind, of, region, spec, template } of workloads) {
            if (kind !== "Deployment") continue;
            assert.deepEqual(
                spec.strategy,
                { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                of,
            );
            const { matchLabels } = spec.selector as { matchLabels: Labels };
            assert.ok(selects(matchLabels, template.metadata.labels), of);
            const budgets = (specsOf("PodDisruptionBudget") as readonly Specified<Budget>[])
                .filter(
                    one => one.region === region && selects(one.spec.selector.matchLabels, template.metadata.labels),
                )
                .map(one => one.spec);
            assert.equal(budgets.length, 1, of);
            assert.equal(budgets[0]!.maxUnavailable, 1, of);
            // Pods that are not ready do not keep a node from being drained.
            assert.equal(budgets[0]!.unhealthyPodEvictionPolicy, "AlwaysAllow", of);
        }
    });

    it("leave a lost node within a minute, and spread over nodes and zones", () => {
        for (const { kind, of, spec, template } of workloads) {
            if (kind !== "Deployment") continue;
            const { affinity, tolerations = [] } = template.spec;
            // A cluster knows of a loss after 40 seconds.
            for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) {
                const found = tolerations.filter(one => one.key === key);
                assert.deepEqual(
                    found.map(({ effect, operator, tolerationSeconds }) => [effect, operator, tolerationSeconds]),
                    [["NoExecute", "Exists", 20]],
                    of,
                );
            }
            const { podAntiAffinity } = affinity as {
                podAntiAffinity: {
                    preferredDuringSchedulingIgnoredDuringExecution: {
                        podAffinityTerm: { topologyKey: string; labelSelector: unknown };
                    }[];
                };
            };
            const [{ podAffinityTerm }] = podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution as [
                { podAffinityTerm: { topologyKey: string; labelSelector: unknown } },
            ];
            assert.deepEqual(podAffinityTerm.labelSelector, spec.selector, of);
            assert.equal(podAffinityTerm.topologyKey, "kubernetes.io/hostname", of);
            const [zones] = (template.spec as unknown as { topologySpreadConstraints: Record<string, unknown>[] })
                .topologySpreadConstraints;
            assert.deepEqual(
                [zones!.topologyKey, zones!.labelSelector, zones!.whenUnsatisfiable],
                ["topology.kubernetes.io/zone", spec.selector, "ScheduleAnyway"],
                of,
            );
        }
    });

    it("lead from each Service to ports of pods that there are", () => {
        interface Service {
            readonly selector?: Labels;
            readonly ports: readonly {
                readonly port: number;
                readonly targetPort?: number;
                readonly protocol: string;
            }[];
        }
        const services = specsOf("Service") as readonly Specified<Service>[];
        assert.ok(services.length > 10, String(services.length));
        for (const { name, region, spec } of services) {
            if (spec.selector === undefined) continue;
            const pods = workloads.filter(
                one => one.region === region && selects(spec.selector, one.template.metadata.labels),
            );
            assert.ok(pods.length > 0, name);
            if (pods.every(isVerdict)) continue;
            for (const { port, protocol, targetPort = port } of spec.ports) {
                assert.equal(protocol, "TCP", name);
                const listens = pods.flatMap(pod =>
                    containersOf(pod).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort)),
                );
                assert.ok(listens.includes(targetPort), `${name} ${targetPort}`);
            }
        }
    });

    it("open connections for pods that there are, by policies of the kinds that they have rules of", () => {
        interface Policy {
            readonly podSelector: { readonly matchLabels?: Labels };
            readonly policyTypes: readonly string[];
            readonly ingress?: readonly { readonly ports: readonly { readonly protocol: string }[] }[];
            readonly egress?: readonly { readonly ports: readonly { readonly protocol: string }[] }[];
        }
        const policies = specsOf("NetworkPolicy") as readonly Specified<Policy>[];
        assert.ok(policies.length > 10, String(policies.length));
        for (const { name, region, spec } of policies) {
            const { egress, ingress, podSelector, policyTypes } = spec;
            const kinds = [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])];
            assert.deepEqual(policyTypes, kinds, name);
            assert.ok(
                workloads.some(
                    one => one.region === region && selects(podSelector.matchLabels, one.template.metadata.labels),
                ),
                name,
            );
        }
    });

    it("open connections between pods of a namespace at both ends", () => {
        interface Selector {
            readonly matchLabels?: Labels;
        }
        interface Rule {
            readonly ports?: readonly { readonly port: number }[];
            readonly from?: readonly { readonly podSelector?: Selector; readonly namespaceSelector?: object }[];
            readonly to?: Rule["from"];
        }
        interface Policy {
            readonly podSelector: Selector;
            readonly ingress?: readonly Rule[];
            readonly egress?: readonly Rule[];
        }
        const labelsOf = ({ template }: Workload) => template.metadata.labels;
        const policies = specsOf("NetworkPolicy") as readonly Specified<Policy>[];
        /** Connections of pods to others of their namespace, or from these, that a policy opens at this end. */
        const opened = (direction: "ingress" | "egress") =>
            policies.flatMap(({ name, region, spec }) => {
                const pods = (selector: Selector) =>
                    workloads.filter(one => one.region === region && selects(selector.matchLabels, labelsOf(one)));
                return (spec[direction] ?? []).flatMap(({ from, ports = [], to }) =>
                    (from ?? to ?? [])
                        .flatMap(({ namespaceSelector, podSelector }) =>
                            podSelector && !namespaceSelector ? pods(podSelector) : [],
                        )
                        .flatMap(peer =>
                            pods(spec.podSelector).flatMap(pod => ports.map(({ port }) => ({ name, peer, pod, port }))),
                        ),
                );
            });
        const isOpen = (direction: "ingress" | "egress", pod: Workload, peer: Workload, port: number) =>
            policies.some(
                ({ region, spec }) =>
                    region === pod.region &&
                    selects(spec.podSelector.matchLabels, labelsOf(pod)) &&
                    (spec[direction] ?? []).some(
                        ({ from, ports, to }) =>
                            (ports ?? [{ port }]).some(one => one.port === port) &&
                            ((from ?? to) === undefined ||
                                (from ?? to)!.some(
                                    ({ namespaceSelector, podSelector }) =>
                                        podSelector &&
                                        !namespaceSelector &&
                                        selects(podSelector.matchLabels, labelsOf(peer)),
                                )),
                    ),
            );
        for (const [direction, other] of [
            ["egress", "ingress"],
            ["ingress", "egress"],
        ] as const) {
            // The check of the cluster itself has connections that are open at one end only.
            const all = opened(direction).filter(({ name }) => !name.includes(" isolation in "));
            assert.ok(all.length > 20, String(all.length));
            for (const { name, peer, pod, port } of all) {
                assert.ok(isOpen(other, peer, pod, port), `${name}: ${other} of ${peer.of}, port ${port}, ${pod.of}`);
            }
        }
    });

    it("scale Deployments that there are, by processors, between the least and the most of the config", () => {
        interface Autoscaler {
            readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
            readonly minReplicas: number;
            readonly maxReplicas: number;
            readonly metrics: readonly {
                readonly resource: { readonly name: string; readonly target: { readonly type: string } };
            }[];
        }
        const autoscalers = specsOf("HorizontalPodAutoscaler") as readonly Specified<Autoscaler>[];
        assert.ok(autoscalers.length > 0);
        for (const { name, region, spec } of autoscalers) {
            const { apiVersion, kind, name: target } = spec.scaleTargetRef;
            assert.deepEqual([apiVersion, kind], ["apps/v1", "Deployment"], name);
            assert.ok(
                workloads.some(({ of }) => of === `Deployment ${target} in ${region}`),
                name,
            );
            assert.ok(spec.minReplicas >= 2 && spec.maxReplicas <= 4 && spec.maxReplicas > spec.minReplicas, name);
            const [{ resource }] = spec.metrics as [Autoscaler["metrics"][number]];
            assert.deepEqual([resource.name, resource.target.type], ["cpu", "Utilization"], name);
        }
    });
});
