import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { KubernetesFront } from "../../../../components/adapters/kubernetes/front";
import { makeGslb } from "../../../../components/adapters/kubernetes/gslb";
import { mockEngine, settled } from "../../../support/mocked-engine";

interface Gslb {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}

/** What a host name leads to by its annotations: balancers, each by its addresses, or where it has none by its name. */
async function exposedBy(...balancers: readonly { readonly name: string; readonly addresses: readonly string[] }[]) {
    const made = await mockEngine();
    const fronts = balancers.map(({ name, addresses }) => ({
        address: pulumi.output({ host: name }),
        addresses: pulumi.output(addresses),
        namespace: "screening-eu",
        referenceFor: () => ({ apiVersion: "v1", kind: "Service", name: "gate" }),
    })) as unknown as readonly KubernetesFront[];
    const answered = { by: fronts, host: "eu.example.com", strategy: "roundRobin" } as const;
    makeGslb("gslb", "screening", answered, { front: fronts[0]! }, {});
    await settled();
    const { annotations } = (made.get("gslb") as unknown as Gslb).metadata;
    return Object.fromEntries(Object.entries(annotations).filter(([name]) => name.startsWith("k8gb.io/exposed-")));
}

describe("what k8gb answers for a host name", () => {
    const [one, other] = [
        { name: "a.example.net", addresses: ["192.0.2.1", "192.0.2.2"] },
        { name: "b.example.net", addresses: ["198.51.100.1"] },
    ];

    it("has the addresses of all balancers", async () => {
        assert.deepEqual(await exposedBy(one, other), {
            "k8gb.io/exposed-ip-addresses": "192.0.2.1,192.0.2.2,198.51.100.1",
        });
    });

    it("is for k8gb to resolve where any balancer has a name alone", async () => {
        const named = { name: "c.example.net", addresses: [] };
        for (const [first, second, shown] of [
            [named, other, "c.example.net,198.51.100.1"],
            [other, named, "198.51.100.1,c.example.net"],
        ] as const) {
            assert.deepEqual(await exposedBy(first, second), { "k8gb.io/exposed-hostnames": shown });
        }
    });
});
