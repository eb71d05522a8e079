import assert from "node:assert/strict";

import { wholeConfiguration } from "../../../../components/gate/configuration";
import { gateConfiguration } from "../../../../components/gate/gate";
import { liveListener } from "../../../../components/gate/listener/live";
import { valuesOf } from "../inside";
import { screeningGates } from "../screening-gates";
import { auths, upstreamWith } from "../upstreams";

describe("a listener beside a gate's own", () => {
    const { host, links, serving } = screeningGates();
    const live = { host: "0.0.0.0", port: 8081 };

    it("is there where a balancer can't check the gate where requests come in", () => {
        const names = (more: object) =>
            gateConfiguration(serving, { ...host(serving), ...more }, links(serving)).listeners.map(({ name }) => name);
        assert.deepEqual(names({}), ["gate"]);
        assert.deepEqual(names({ live }), ["gate", "live"]);
    });

    it("answers whether the process runs, and sends nothing anywhere", () => {
        const listener = liveListener(live);
        assert.deepEqual(valuesOf("path", listener), ["/live"]);
        assert.deepEqual(valuesOf("status", listener), [200, 404]);
        assert.deepEqual([valuesOf("cluster", listener), valuesOf("route", listener)], [[], []]);
    });
});

describe("a gate whose platform does TLS on both sides of it", () => {
    it("has no certificate, and asks for none", () => {
        const { host, links, serving } = screeningGates();
        const { certificate: _, ...rest } = host(serving);
        const configured = gateConfiguration(
            serving,
            { ...rest, inbound: { kind: "platform", gateKeys: [{ environment: "GATE_KEY" }] } },
            {
                ...links(serving),
                release: () => upstreamWith(auths.platform),
                peer: ({ host }) => ({
                    ...upstreamWith(auths["api-key"]),
                    auth: { ...auths["api-key"], serverName: host },
                }),
            },
        );
        assert.deepEqual([configured.identity, configured.authority], [[], []]);
        const [release] = configured.clusters.filter(({ name }) => name === "release/screening/1.0.0");
        assert.deepEqual(valuesOf("dns_lookup_family", release!), ["V4_ONLY"]);
        assert.ok(!JSON.stringify(wholeConfiguration(configured)).includes("tls_certificate"));
    });
});
