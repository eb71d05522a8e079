import assert from "node:assert/strict";

import type { ServiceConfig } from "../../../../components";
import { repositoryConfig } from "../../../support/repository-stack";
import { type Made, madeOf } from "./made";

const eu = "eu.screening.example.com";
const withGateway = (more: object = {}) => {
    const { kubernetes } = repositoryConfig("kubernetes") as unknown as ServiceConfig;
    return { kubernetes: { ...kubernetes, gatewayClass: "passthrough", ...more } };
};

interface Inputs {
    readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
    readonly spec: {
        readonly type?: string;
        readonly gatewayClassName?: string;
        readonly listeners?: readonly { readonly name: string; readonly hostname: string; readonly tls: object }[];
        readonly infrastructure?: object;
        readonly hostnames?: readonly string[];
        readonly parentRefs?: readonly { readonly name: string; readonly sectionName?: string }[];
        readonly rules?: readonly { readonly backendRefs: readonly object[] }[];
        readonly resourceRef?: { readonly kind: string; readonly name: string };
    };
}

const ofKind = (made: readonly Made[], kind: string, region = "fra") =>
    made.filter(one => one.kind === kind && one.region === region).map(({ inputs }) => inputs as unknown as Inputs);

describe("a Gateway before a region's gates", () => {
    it("passes TLS on for the host names of the cell and the region, in the place of a balancer", async () => {
        const made = await madeOf(withGateway());
        const [gateway] = ofKind(made, "Gateway");
        assert.equal(gateway!.spec.gatewayClassName, "passthrough");
        assert.deepEqual(
            gateway!.spec.listeners!.map(({ hostname, tls }) => [hostname, tls]),
            [eu, `fra-onprem.${eu}`, `watcher.fra-onprem.${eu}`].map(host => [host, { mode: "Passthrough" }]),
        );
        const own = ofKind(made, "TLSRoute").filter(({ spec }) => spec.parentRefs![0]!.sectionName !== undefined);
        assert.deepEqual(
            own.map(({ spec }) => [spec.parentRefs, spec.hostnames, spec.rules]),
            gateway!.spec.listeners!.map(({ hostname, name }) => [
                [{ name: "gate", sectionName: name }],
                [hostname],
                [{ backendRefs: [{ name: "gate", port: 443 }] }],
            ]),
        );
        assert.deepEqual(
            ofKind(made, "Service").filter(({ spec }) => spec.type === "LoadBalancer"),
            [],
        );
    });

    it("is found by k8gb by a route of its own for each host name", async () => {
        const made = await madeOf(withGateway());
        const routes = new Map(ofKind(made, "TLSRoute").map(({ metadata, spec }) => [metadata.name, spec.hostnames]));
        const gslbs = ofKind(made, "Gslb");
        assert.equal(gslbs.length, 3);
        for (const { metadata, spec } of gslbs) {
            assert.equal(spec.resourceRef!.kind, "TLSRoute");
            assert.deepEqual(routes.get(spec.resourceRef!.name), [metadata.annotations["k8gb.io/hostname"]]);
        }
    });

    it("says where it is reached: other clusters answer its region's name with that", async () => {
        const made = await madeOf(withGateway());
        const other = ofKind(made, "Gslb", "lis").find(
            ({ metadata }) => metadata.annotations["k8gb.io/hostname"] === `fra-onprem.${eu}`,
        );
        assert.equal(other!.metadata.annotations["k8gb.io/exposed-ip-addresses"], "192.0.2.1");
    });

    it("has annotations for what its class makes", async () => {
        const annotations = { "metallb.io/address-pool": "public" };
        const made = await madeOf(withGateway({ front: { annotations } }));
        assert.deepEqual(ofKind(made, "Gateway")[0]!.spec.infrastructure, { annotations });
        const gate = ofKind(made, "Service").find(({ metadata }) => metadata.name === "gate");
        assert.equal(gate!.metadata.annotations["metallb.io/address-pool"], undefined);
    });
});
