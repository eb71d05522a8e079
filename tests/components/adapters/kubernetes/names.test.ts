import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { ipv4In } from "../../../../components/adapters/kubernetes/front";
import { repositoryConfig } from "../../../support/repository-stack";
import { type Made, madeOf } from "./made";

const host = "eu.screening.example.com";

interface Gslb {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}

interface DnsEndpoint {
    readonly spec: {
        readonly endpoints: readonly {
            readonly dnsName: string;
            readonly recordType: string;
            readonly targets: readonly string[];
        }[];
    };
}

/** Host names that a cluster answers, each by its own front or by addresses that are stated. */
function answersIn(made: readonly Made[], region: string): Record<string, string> {
    const gslbs = made
        .filter(one => one.kind === "Gslb" && one.region === region)
        .map(({ inputs }) => inputs as unknown as Gslb);
    return Object.fromEntries<string>(
        gslbs.map(({ metadata: { annotations } }) => [
            annotations["k8gb.io/hostname"]!,
            annotations["k8gb.io/exposed-ip-addresses"] ?? "its own",
        ]),
    );
}

describe("names that k8gb answers", () => {
    it("have the addresses of IPv4 that balancers have beside others", () => {
        assert.deepEqual(ipv4In([{ ip: "192.0.2.1" }, { ip: "2001:db8::1" }, { hostname: "b.example" }]), [
            "192.0.2.1",
        ]);
    });

    it("are those of the cell and of all its regions in every cluster, since a question reaches any of them", async () => {
        const made = await madeOf({});
        const other = "192.0.2.1";
        assert.deepEqual(answersIn(made, "fra"), {
            ...{ [host]: "its own", [`fra-onprem.${host}`]: "its own", [`lis-onprem.${host}`]: other },
        });
        assert.deepEqual(answersIn(made, "lis"), {
            ...{ [host]: "its own", [`lis-onprem.${host}`]: "its own", [`fra-onprem.${host}`]: other },
        });
    });

    it("lead clients of a region that is taken out of traffic to the others", async () => {
        const made = await madeOf({ routing: { drain: ["kubernetes:fra-onprem"] } });
        assert.equal(answersIn(made, "fra")[host], "192.0.2.1");
        assert.equal(answersIn(made, "lis")[host], "its own");
    });
});

describe("names that ExternalDNS makes records of", () => {
    const withRecords = async (change: object = {}) => {
        const { kubernetes } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
        return madeOf({ kubernetes: { ...kubernetes, names: "external-dns" }, ...change });
    };
    /** Each record that a cluster owns, by its name, with its type and targets. */
    const recordsIn = (made: readonly Made[], region: string) =>
        made
            .filter(one => one.kind === "DNSEndpoint" && one.region === region)
            .flatMap(({ inputs }) => (inputs as unknown as DnsEndpoint).spec.endpoints)
            .map(({ dnsName, recordType, targets }) => [dnsName, recordType, ...targets]);

    it("are each owned by one cluster: a region's by its own, the cell's by that of its primary region", async () => {
        const made = await withRecords();
        assert.deepEqual(recordsIn(made, "fra"), [
            [`fra-onprem.${host}`, "A", "192.0.2.1"],
            [host, "A", "192.0.2.1", "192.0.2.1"],
        ]);
        assert.deepEqual(recordsIn(made, "lis"), [[`lis-onprem.${host}`, "A", "192.0.2.1"]]);
        assert.deepEqual(
            made.filter(({ kind }) => kind === "Gslb"),
            [],
        );
    });

    it("lead clients of a region that is taken out of traffic to the others", async () => {
        const made = await withRecords({ routing: { drain: ["kubernetes:fra-onprem"] } });
        assert.deepEqual(recordsIn(made, "fra").at(-1), [host, "A", "192.0.2.1"]);
    });
});
