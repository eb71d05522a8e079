import assert from "node:assert/strict";

import { peerByKey } from "../../../../components/gate/upstreams/peers";

describe("a peer behind a balancer that ends TLS", () => {
    it("is called by its planned host, and is shown the cell's key in a header, over TLS", () => {
        const { addresses, auth, health } = peerByKey("eu-west-1.eu.screening.example", { environment: "GATE_KEY" });
        assert.deepEqual(addresses, [{ host: "eu-west-1.eu.screening.example", port: 443 }]);
        assert.deepEqual(auth, {
            kind: "api-key",
            serverName: "eu-west-1.eu.screening.example",
            header: "x-meridian-gate",
            key: { environment: "GATE_KEY" },
        });
        assert.deepEqual(health, { kind: "active", path: "/region" });
    });
});
