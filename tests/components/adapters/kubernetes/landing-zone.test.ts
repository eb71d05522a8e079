import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { cell } from "../../../../components";
import { kubernetes, type KubernetesArgs } from "../../../../components/adapters/kubernetes";
import { pinnedImage } from "../../../support/images";
import { kubernetesUnderTest } from "../../../contract/adapters/kubernetes";
import { faultsOf } from "../../plan/faults-of";

const fra = "kubernetes:fra";
const eu = cell("eu", {
    domain: "screening.example.com",
    jurisdictions: ["EU"],
    dataClasses: ["health"],
    regions: [fra],
    primary: fra,
    places: { [fra]: kubernetesUnderTest.places![fra]! },
});

type Existing = Parameters<ReturnType<ReturnType<typeof kubernetes>["region"]>["landingZone"]>[0]["existing"];

/** Code and path of the refusals of a landing zone that a program creates without a `Service`, whose config would be checked before. */
function refused(existing: Existing, change: Partial<KubernetesArgs> = {}, region: "fra" | "lis" = "fra") {
    const image = pinnedImage("meridian/any");
    const program = kubernetes({
        service: "screening",
        images: { gate: image, runtime: image, fetch: image, store: image },
        front: { certificate: "cell" },
        ...change,
    });
    const names = program.zone({ domain: eu.domain });
    return faultsOf(() => program.region(region).landingZone({ cell: eu, names, existing })).map(
        ({ code, path }) => [code, path] as const,
    );
}

const annotations = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`example.com/${i}`, "x"]));

describe("a landing zone in a cluster, of a program without a service", () => {
    for (const [what, expected, ...made] of [
        ["a region outside the cell", [["residency/landing-outside-cell", "region"]], { cluster: "lis" }, {}, "lis"],
        ["no cluster", [["existing/required", "existing.cluster"]], {}],
        [
            "an authority that is no issuer",
            [["existing/form", "existing.authority"]],
            { cluster: "fra", authority: "ca" },
        ],
        [
            "an issuer that is known after an update only",
            [["kubernetes/issuer-later", "existing.authority"]],
            { cluster: "fra", authority: pulumi.output("issuer/ca") },
        ],
        [
            "things that the adapter does not use",
            [["capability/not-built", "existing.network"]],
            { cluster: "fra", network: "net" },
        ],
        [
            "a front with no certificate",
            [["kubernetes/front-certificate", "existing.certificate"]],
            { cluster: "fra" },
            { front: {} },
        ],
        [
            "settings of a Service in place of a Gateway's",
            [
                ["kubernetes/gateway-annotations", "front.annotations"],
                ["kubernetes/gateway-front", "front.class"],
            ],
            { cluster: "fra" },
            { gatewayClass: "envoy", front: { certificate: "cell", class: "metallb", annotations } },
        ],
        [
            "several of these, all at once",
            [
                ["kubernetes/front-certificate", "existing.certificate"],
                ["existing/required", "existing.cluster"],
            ],
            {},
            { front: {} },
        ],
    ] as const satisfies readonly (readonly [string, unknown, ...Parameters<typeof refused>])[]) {
        it(`is refused with ${what}`, () => {
            assert.deepEqual(refused(...(made as Parameters<typeof refused>)), expected);
        });
    }
});
