import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";

import type { JsonObject } from "../../../components/gate/envoy";
import { drill, inShort, passingDrill } from "../../support/drill";
import { withEdgeClusters } from "../../support/envoy-clusters";
import { untilHealthy } from "../../support/healthy";
import type { LocalStack } from "../../support/local-stack";
import { sharedStack } from "../../support/shared-stack";

/** What is found does not depend on the rate, and the load is most of the cost. */
const of = ["--cell", "eu", "--rate", "20"];

describe("drills of a cell that goes down", function () {
    this.timeout(300_000);
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("plain");
    });
    beforeEach(() => untilHealthy(stack));
    // Results outlive a stack. The next file expects nothing of this one.
    after(() => rm(path.join(stack.root, "drills"), { recursive: true }));

    it("a cell that is down is answered for by no other one, the other one notices nothing, and it comes back", async () => {
        const found = await passingDrill(stack, "cell-down", ...of, "--seconds", "8");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { failed, requests } = found.result;
        assert.ok(failed > 100 && failed < requests);
    });

    it("a cell that is down is found to be answered for where the edge sends its requests to a server of another cell", async () => {
        const forged = await forgedGate(stack);
        const { port } = forged.address() as AddressInfo;
        const restore = await withEdgeClusters(stack, cluster =>
            cluster.name === "cell/eu" ? withEndpoint(cluster, port) : cluster,
        );
        try {
            const found = await drill(stack, "cell-down", ...of, "--seconds", "6");
            console.log(inShort(found));
            assert.equal(found.code, 1);
            assert.ok(found.result.leaked > 50);
            assert.ok(found.missed.includes("no requests answered outside of their cell"), found.missed.join());
        } finally {
            await restore();
            forged.close();
            forged.closeAllConnections();
        }
    });
});

function withEndpoint(cluster: JsonObject, port_value: number): JsonObject {
    const socket_address = { address: "127.0.0.1", port_value };
    const lb_endpoints = [{ endpoint: { address: { socket_address } } }];
    return { ...cluster, load_assignment: { cluster_name: cluster.name!, endpoints: [{ lb_endpoints }] } };
}

/** A server in another cell that has a copy of the cell's certificate: else no caller would send it a request. */
async function forgedGate(stack: LocalStack): Promise<Server> {
    const file = (name: string) => readFileSync(stack.inCell("eu", `eu-west/gate-tls/${name}`));
    const server = createServer({ cert: file("tls.crt"), key: file("tls.key") }, (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "x-meridian-region": "local:us-east" });
        response.end(JSON.stringify({ outputs: [] }));
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return server;
}
