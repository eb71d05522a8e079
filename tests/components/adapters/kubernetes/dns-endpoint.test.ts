import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { makeDnsEndpoint } from "../../../../components/adapters/kubernetes/dns-endpoint";
import type { KubernetesFront } from "../../../../components/adapters/kubernetes/front";
import { mockEngine, settled } from "../../../support/mocked-engine";

interface Endpoints {
    readonly spec: { readonly endpoints: readonly object[] };
}

/** The record of a host name that leads to balancers: each by its addresses, or where it has none by its name. */
async function recordOf(...balancers: readonly { readonly name: string; readonly addresses: readonly string[] }[]) {
    const made = await mockEngine();
    const fronts = balancers.map(({ name, addresses }) => ({
        address: pulumi.output({ host: name }),
        addresses: pulumi.output(addresses),
    }));
    const by = fronts as unknown as readonly KubernetesFront[];
    const at = { namespace: "screening-eu" } as unknown as KubernetesFront;
    makeDnsEndpoint("record", "screening", { by, host: "eu.example.com" }, at, {});
    await settled();
    return (made.get("record") as unknown as Endpoints).spec.endpoints;
}

describe("the record of ExternalDNS for a host name", () => {
    const record = { dnsName: "eu.example.com", recordTTL: 30 };

    it("has the addresses of all balancers", async () => {
        const found = await recordOf(
            { name: "a.example.net", addresses: ["192.0.2.1", "192.0.2.2"] },
            { name: "b.example.net", addresses: ["198.51.100.1"] },
        );
        const targets = ["192.0.2.1", "192.0.2.2", "198.51.100.1"];
        assert.deepEqual(found, [{ ...record, recordType: "A", targets }]);
    });

    it("has the name of a balancer that has no addresses", async () => {
        const found = await recordOf({ name: "a.example.net", addresses: [] });
        assert.deepEqual(found, [{ ...record, recordType: "CNAME", targets: ["a.example.net"] }]);
    });
});
