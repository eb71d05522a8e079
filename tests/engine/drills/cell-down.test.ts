import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";

import type { JsonObject } from "../../../components/gate/envoy";
import { drill, inShort } from "../../support/drill";
import { withClusters } from "../../support/envoy-clusters";
import { untilHealthy } from "../../support/healthy";
import { LocalStack } from "../../support/local-stack";
import { stackConfig } from "../../support/stack-config";

const store = { tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }], shards: 4, ephemeral: true };

describe("drills of a cell that goes down", function () {
    this.timeout(150_000);
    let stack: LocalStack;

    before(async () => {
        stack = await LocalStack.prepare({
            ...stackConfig({ store }),
            "meridian:recovery": { rtoSeconds: 60, rpoSeconds: 1 },
        });
        await stack.up();
    });
    beforeEach(() => untilHealthy(stack));
    after(() => stack.dispose());

    const edge = () => path.join(stack.root, "edges", "edge", "clusters.json");

    it("nobody answers for a cell that is down, the other one notices nothing, and it comes back with its data", async () => {
        const found = await drill(stack, "cell-down", "--cell", "eu", "--seconds", "8");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { failed, requests, figures } = found.result;
        assert.ok(failed > 100 && failed < requests && figures.acknowledged > 30);
    });

    it("a cell that is down is found to be answered for where the edge sends its requests to somebody of another cell", async () => {
        const forged = await forgedGate(stack);
        const { port } = forged.address() as AddressInfo;
        const restore = await withClusters(edge(), stack.edge, cluster =>
            cluster.name === "cell/eu" ? withEndpoint(cluster, port) : cluster,
        );
        try {
            const found = await drill(stack, "cell-down", "--cell", "eu", "--seconds", "6");
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

/** Somebody in another cell who has got hold of the cell's certificate: else no caller would say a word to it. */
async function forgedGate(stack: LocalStack): Promise<Server> {
    const file = (name: string) => readFileSync(stack.inCell("eu", `eu-west/gate-tls/${name}`));
    const server = createServer({ cert: file("tls.crt"), key: file("tls.key") }, (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "x-meridian-region": "local:us-east" });
        response.end(JSON.stringify({ outputs: [] }));
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return server;
}
