import assert from "node:assert/strict";

import { servingPath } from "../../../../components/gate/health/health";
import { repositoryConfig } from "../../../support/repository-stack";
import type { ServiceConfig } from "../../../../components";
import { type Made, madeOf, withTables } from "./made";

interface Container {
    readonly name: string;
    readonly restartPolicy?: string;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly readinessProbe?: { readonly exec?: { readonly command: readonly string[] } };
}

interface Objects {
    readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
    readonly spec: {
        readonly resourceRef: { readonly kind: string; readonly name: string };
        readonly type: string;
        readonly loadBalancerClass?: string;
        readonly template: {
            readonly spec: {
                readonly containers: readonly Container[];
                readonly initContainers?: readonly Container[];
                readonly priorityClassName?: string;
            };
        };
    };
}

const host = "eu.screening.example.com";
const of = (made: readonly Made[], kind: string, region: string, name?: string) =>
    made
        .filter(one => one.kind === kind && one.region === region)
        .map(({ inputs }) => inputs as unknown as Objects)
        .filter(({ metadata }) => name === undefined || metadata.name === name);

describe("a region in a cluster, of a cell with tables", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);
    let made: readonly Made[];
    before(async () => {
        made = await madeOf(withTables());
    });

    it("is led to by the cell's name while pods are ready that ask its gates for the verdict", () => {
        for (const region of ["fra", "lis"]) {
            const references = Object.fromEntries(
                of(made, "Gslb", region).map(({ metadata: { annotations }, spec }) => [
                    annotations["k8gb.io/hostname"]!,
                    spec.resourceRef.name,
                ]),
            );
            // Names of regions lead there in any case: gates of others and the hub use them.
            assert.deepEqual(references, {
                [host]: "region",
                [`fra-onprem.${host}`]: "gate",
                [`lis-onprem.${host}`]: "gate",
            });
            const [gslb] = of(made, "Gslb", region, "cell");
            assert.equal(gslb!.metadata.annotations["k8gb.io/exposed-ip-addresses"], "192.0.2.1");
            const [pods] = of(made, "Deployment", region, "region");
            const [{ readinessProbe } = {} as Container] = pods!.spec.template.spec.containers;
            assert.match(
                readinessProbe!.exec!.command.at(-1)!,
                new RegExp(`http://gates\\.screening-eu\\.svc\\.cluster\\.local:8081${servingPath}$`),
            );
        }
    });

    it("is led to so once its gates are there: those of the version before do not answer what its pods ask", () => {
        for (const region of ["fra", "lis"]) {
            const waiting = made.filter(
                ({ kind, options, region: at }) => kind === "Gslb" && at === region && options.after.length > 0,
            );
            assert.deepEqual(
                waiting.map(({ inputs }) => (inputs as unknown as Objects).metadata.name),
                ["cell"],
            );
            assert.match(waiting[0]!.options.after.join(), /^Deployment [^,]*-gate$/);
        }
    });

    it("has a Service for that which no balancer takes, and nothing of it that an update waits for", () => {
        for (const [kind, name] of [["Service", "region"] as const, ["Deployment", "region"] as const]) {
            const [found] = of(made, kind, "fra", name);
            assert.equal(found!.metadata.annotations["pulumi.com/skipAwait"], "true", kind);
        }
        const [service] = of(made, "Service", "fra", "region");
        assert.deepEqual(
            [service!.spec.type, service!.spec.loadBalancerClass],
            ["LoadBalancer", "meridian.invalid/none"],
        );
        const [gate] = of(made, "Deployment", "fra", "gate");
        assert.equal(gate!.metadata.annotations["pulumi.com/skipAwait"], undefined);
    });

    it("has pods for that, and a watcher, that are as needed as its gates", () => {
        for (const name of ["gate", "region", "watcher"]) {
            const [found] = of(made, "Deployment", "fra", name);
            assert.equal(found!.spec.template.spec.priorityClassName, "screening-eu", name);
        }
    });

    it("has beside each gate what asks the region's watcher, from before the gate starts until after its end", () => {
        const [gate] = of(made, "Deployment", "lis", "gate");
        const [keeper, ...others] = gate!.spec.template.spec.initContainers ?? [];
        assert.deepEqual([keeper?.name, keeper?.restartPolicy, others], ["keeper", "Always", []]);
        const variables = Object.fromEntries(keeper!.env!.map(({ name, value }) => [name, value]));
        assert.deepEqual(
            [variables.WATCHER_HOST, variables.WATCHER_NAME, variables.DIRECTORY],
            ["watcher.screening-eu.svc.cluster.local", `watcher.lis-onprem.${host}`, "/tmp"],
        );
    });

    it("has a watcher that reads and writes how regions do by a certificate that no gate has", () => {
        const [watcher] = of(made, "Deployment", "lis", "watcher");
        const [{ env = [] } = {}] = watcher!.spec.template.spec.containers;
        const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
        assert.deepEqual(
            [variables.STORE_HOST, variables.STORE_CERT, variables.STORE_KEY],
            ["store.screening-eu.svc.cluster.local", "/standings-tls/tls.crt", "/standings-tls/tls.key"],
        );
        assert.match(JSON.stringify(watcher), /"secretName":"standings-tls"/);
        assert.doesNotMatch(JSON.stringify(of(made, "Deployment", "lis", "gate")), /standings-tls/);
    });

    it("passes on to watchers what takes a region out of traffic", async () => {
        const withdrawn = await madeOf({ ...withTables(), observability: { withdraw: { lagSeconds: 30 } } });
        const limitsOf = (all: readonly Made[]) =>
            all.flatMap(({ inputs, kind }) => {
                const text =
                    kind === "ConfigMap" && (inputs.data as Record<string, string> | undefined)?.["watch.json"];
                return text ? [(JSON.parse(text) as { withdraw?: unknown }).withdraw] : [];
            });
        assert.deepEqual(limitsOf(withdrawn), [
            { digest: true, lagSeconds: 30 },
            { digest: true, lagSeconds: 30 },
        ]);
        assert.deepEqual(limitsOf(made), [undefined, undefined]);
    });
});

describe("a region in a cluster, of a cell without tables", function () {
    this.timeout(60_000);

    it("has no verdict: nothing beside its gates, and its name by the readiness of these", async () => {
        const { cells } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
        const made = await madeOf({ cells });
        assert.deepEqual(of(made, "Deployment", "fra", "region"), []);
        const [gate] = of(made, "Deployment", "fra", "gate");
        assert.equal(gate!.spec.template.spec.initContainers, undefined);
        assert.equal(of(made, "Gslb", "fra", "cell")[0]!.spec.resourceRef.name, "gate");
    });
});
