import assert from "node:assert/strict";

import { givenKubernetesFaults } from "../../../../components/plan/config/kubernetes";
import { checkConfig } from "../../../../components/plan/plan";
import { pinnedImage } from "../../../support/images";
import { on } from "../sketches";

const image = pinnedImage();
const images = { gate: image, runtime: image, fetch: image };

describe("the settings of Kubernetes", () => {
    const faultsOf = (kubernetes: object) =>
        checkConfig(on("kubernetes", { kubernetes })).faults.map(({ code, path }) => [code, path]);

    it("have defaults for all but images", () => {
        const { value } = checkConfig(on("kubernetes", { kubernetes: { images } }));
        assert.deepEqual(value?.kubernetes, {
            images,
            clusterDomain: "cluster.local",
            names: "k8gb",
            networkPolicies: "enforced",
            nodeRegions: {},
            registries: [],
            front: { annotations: {} },
            hub: {},
        });
    });

    for (const [what, front, path] of [
        ["a key of an annotation that no object takes", { annotations: { "a/b/c": "" } }, "annotations"],
        ["a class of balancers that none has", { class: "Not a class" }, "class"],
        ["a block of addresses without a length", { sources: ["203.0.113.0"] }, "sources[0]"],
        ["no block of addresses", { sources: [] }, "sources"],
        ["a certificate that is none of the cell's", { certificate: "public" }, "certificate"],
    ] as const) {
        it(`refuse ${what}`, () => {
            const [[code, at]] = faultsOf({ images, front }) as [[string, string]];
            assert.match(code, /^config\//);
            assert.ok(at.startsWith(`kubernetes.front.${path}`), at);
        });
    }

    for (const [what, settings, path] of [
        ["a region of nodes that no label has", { nodeRegions: { "kubernetes:fra-onprem": "eu/1" } }, "nodeRegions"],
        ["a quota of no processors", { quota: { cpu: 0 } }, "quota.cpu"],
        ["a quota of half a pod", { quota: { pods: 0.5 } }, "quota.pods"],
    ] as const) {
        it(`refuse ${what}`, () => {
            const [[code, at]] = faultsOf({ images, ...settings }) as [[string, string]];
            assert.match(code, /^config\//);
            assert.ok(at.startsWith(`kubernetes.${path}`), at);
        });
    }

    it("refuse authorities that are no certificates, and images that are not pinned", () => {
        assert.deepEqual(faultsOf({ images, authorities: "none" }), [["config/value", "kubernetes.authorities"]]);
        assert.deepEqual(faultsOf({ images: { ...images, gate: "registry.example.com/gate:1" } })[0], [
            "config/value",
            "kubernetes.images.gate",
        ]);
        const ofAws = `{account}.dkr.ecr.{region}.amazonaws.com/gate@${image.split("@")[1]!}`;
        assert.deepEqual(faultsOf({ images: { ...images, gate: ofAws } })[0], [
            "config/value",
            "kubernetes.images.gate",
        ]);
    });

    it("need an image of the store where they have one, and only there", () => {
        const store = { peers: ["203.0.113.0/24"], key: { secret: "store" } };
        assert.deepEqual(faultsOf({ images, store }), [["image/registry-missing", "kubernetes.registry"]]);
        assert.deepEqual(faultsOf({ images: { ...images, store: image }, store }), []);
        const { value } = checkConfig(on("kubernetes", { kubernetes: { images: { ...images, store: image }, store } }));
        assert.deepEqual(value?.kubernetes?.store, { ...store, annotations: {}, backups: {}, volumeGiB: 10 });
    });

    it("refuse a store without peers, key or room", () => {
        const whole = { peers: ["203.0.113.0/24"], key: { secret: "store" } };
        const of = (store: object) => faultsOf({ images: { ...images, store: image }, store }).map(([, path]) => path);
        assert.deepEqual(of({ ...whole, peers: [] }), ["kubernetes.store.peers"]);
        assert.deepEqual(of({ peers: whole.peers }), ["kubernetes.store.key"]);
        assert.deepEqual(of({ ...whole, volumeGiB: 0 }), ["kubernetes.store.volumeGiB"]);
    });

    it("of a program name a service that namespaces can begin with", () => {
        assert.deepEqual(givenKubernetesFaults("screening"), []);
        assert.deepEqual(
            givenKubernetesFaults("Screening Service").map(({ path }) => path),
            ["service"],
        );
    });
});
