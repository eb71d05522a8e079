import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import { readFileSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";

import type { JsonObject } from "../../../components/gate/envoy";
import { drill, inShort } from "../../support/drill";
import { withClusters, withOnly } from "../../support/envoy-clusters";
import { untilHealthy } from "../../support/healthy";
import { LocalStack } from "../../support/local-stack";
import { stackConfig } from "../../support/stack-config";

const store = { tables: [{ name: "features", partitionKey: "subject", ttl: "expires" }], shards: 4, ephemeral: true };

describe("drills of what goes down", function () {
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

    it("a lost region is made up for, and what it found is written for people and machines", async () => {
        const found = await drill(stack, "region-down", "--region", "local:eu-west");
        console.log(inShort(found));
        assert.deepEqual([found.code, found.missed], [0, []], found.stderr);
        const { result } = found;
        assert.deepEqual([result.cell, result.region, result.passed], ["eu", "local:eu-west", true]);
        assert.ok(result.requests > 1_000 && result.rtoSeconds! < 20 && result.rpoSeconds === 0);
        assert.ok(result.figures.acknowledged > 100);
        // The region was really gone, and somebody else answered for it.
        assert.ok(result.figures.detectedSeconds! < 10);
        const written = JSON.parse(readFileSync(result.file, "utf8")) as object;
        const { file, page, ...rest } = result;
        assert.deepEqual(written, rest);
        for (const each of [file, page]) assert.equal(statSync(each).mode & 0o777, 0o600);
        assert.match(readFileSync(page, "utf8"), /region-down of local:eu-west <b class="good">passed/);
    });

    it("a lost region is found not to be made up for where the edge knows no other one", async () => {
        const own = (cluster: JsonObject & { name: string }) =>
            /^point\/.*\/eu$/.test(cluster.name) ? withOnly(cluster, "gate/local:eu-west") : cluster;
        const restore = await withClusters(edge(), stack.edge, own);
        try {
            const found = await drill(stack, "region-down", "--region", "local:eu-west", "--seconds", "6");
            console.log(inShort(found));
            assert.deepEqual(
                [found.code, found.missed],
                [1, ["all answered well again while it lasts", "recovery.rtoSeconds of at most 60"]],
            );
        } finally {
            await restore();
        }
    });

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
