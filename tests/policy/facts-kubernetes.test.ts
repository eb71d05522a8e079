import assert from "node:assert/strict";

import { kubernetesKinds } from "../../components/adapters/kubernetes/overrides";
import { rows } from "../../policy/facts/kubernetes";
import { pathsReadBy } from "./paths-read";
import { KubernetesSdk } from "./sdk-kubernetes";

/** Texts by which rows decide what else they read. */
const words = ["LoadBalancer", "HTTP", "TCP", "https", "true", "ebs.csi.aws.com", "pd.csi.storage.gke.io"];

/** `kubernetes:networking.k8s.io/v1:Ingress` → `networking.k8s.io`, `v1`, `Ingress`. */
const parts = (type: string) => /^kubernetes:(?:([^/:]+)\/)?([^/:]+):(\w+)$/.exec(type)?.slice(1) ?? [];
const groupOf = (type: string) => parts(type)[0];
const kindOf = (type: string) => `${groupOf(type)}:${parts(type)[2]}`;

describe("rows of Kubernetes", function () {
    this.timeout(60_000);
    let sdk: KubernetesSdk;
    before(() => {
        sdk = new KubernetesSdk();
    });

    it("are of types that the SDK has, or of objects of groups that it has not", () => {
        assert.ok(sdk.types.length > 500);
        const groups = new Set(sdk.types.map(groupOf));
        const isCustom = (type: string) => parts(type).length === 3 && !groups.has(groupOf(type));
        // Objects of the core group have no group in their apiVersion.
        const isCore = (type: string) =>
            type.startsWith("kubernetes:v1:") && sdk.knows(type.replace(":v1:", ":core/v1:"));
        const known = new Set([...sdk.types, ...sdk.types.flatMap(type => sdk.aliasesOf(type))]);
        assert.deepEqual(
            Object.keys(rows).filter(type => !known.has(type) && !isCustom(type) && !isCore(type)),
            [],
        );
    });

    it("are there for each version that the SDK has of a kind, also for those that it takes for the same", () => {
        const kinds = new Set(Object.keys(rows).map(kindOf));
        const versions = sdk.types.filter(type => kinds.has(kindOf(type)));
        const aliases = versions.flatMap(type => sdk.aliasesOf(type));
        assert.ok(aliases.includes("kubernetes:extensions/v1beta1:Ingress"));
        assert.deepEqual(
            [...versions, ...aliases].filter(type => !Object.hasOwn(rows, type)),
            [],
        );
    });

    it("are there for each kind that the adapter makes", () => {
        const types = Object.keys(rows).map(type => type.replace(/^kubernetes:([^./]+)[^/]*\/([^:]+):/, "$1.$2."));
        // Kinds of others than Kubernetes, by their versions.
        const custom: Readonly<Record<string, string>> = {
            Certificate: "cert-manager.io/v1",
            DNSEndpoint: "externaldns.k8s.io/v1alpha1",
            Gateway: "gateway.networking.k8s.io/v1",
            Gslb: "k8gb.io/v1beta1",
            InferenceService: "serving.kserve.io/v1beta1",
            PrometheusRule: "monitoring.coreos.com/v1",
            ScaledObject: "keda.sh/v1alpha1",
            ServiceMonitor: "monitoring.coreos.com/v1",
            TLSRoute: "gateway.networking.k8s.io/v1",
        };
        const isThere = (kind: string) => {
            const version = custom[kind];
            return version === undefined ? types.includes(kind) : Object.hasOwn(rows, `kubernetes:${version}:${kind}`);
        };
        assert.deepEqual(
            kubernetesKinds.filter(kind => kind !== "Stash" && !isThere(kind)),
            [],
        );
    });

    it("read properties that their types have", () => {
        assert.ok(!sdk.has("kubernetes:core/v1:Pod", "spec.containers[].picture"));
        const wrong = Object.entries(rows)
            .filter(([type]) => sdk.knows(type))
            .flatMap(([type, row]) =>
                pathsReadBy(type, row, words)
                    .map(path => path.replace(/\?$/, ""))
                    .filter(path => !sdk.has(type, path))
                    .map(path => `${type} ${path}`),
            );
        assert.deepEqual(wrong, []);
    });
});
