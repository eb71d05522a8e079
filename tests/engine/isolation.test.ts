import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { request, type RequestOptions } from "node:https";
import path from "node:path";

import type { CellSummary } from "../../stacks/summary";
import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { until } from "../support/until";

describe("what a stack lets in", function () {
    this.timeout(120_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let client: CellClient;
    let ports: Record<string, number>;

    before(async () => {
        stack = await LocalStack.prepare();
        await stack.up();
        [eu] = (await stack.cells()) as [CellSummary];
        client = new CellClient(stack.project, eu, "Lisbon");
        ports = JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;
    });
    after(async () => {
        client.close();
        await stack.dispose();
    });

    const file = (name: string) => readFileSync(path.join(stack.root, name));
    const serverPort = () =>
        Object.entries(ports).find(([holder]) => /^screening-1\.0\.0-\w+\.servers\.eu-west\./.test(holder))![1];
    const gatePort = () => ports["eu-west.eu.screening.localhost"]!;
    const identity = (cell: string, region: string) => ({
        cert: file(`cells/${cell}/${region}/gate-tls/tls.crt`),
        key: file(`cells/${cell}/${region}/gate-tls/tls.key`),
    });

    /** The status, or why there is none. */
    function ask(port: number, servername: string, options: RequestOptions = {}): Promise<number | string> {
        return new Promise(resolve => {
            const sent = request(
                {
                    host: "127.0.0.1",
                    port,
                    servername,
                    ca: file("cells/eu/authority/authority.crt"),
                    path: "/v2/models/screening",
                    headers: { host: servername },
                    agent: false,
                    ...options,
                },
                answer => {
                    answer.resume();
                    resolve(answer.statusCode ?? 0);
                },
            );
            sent.on("error", error => {
                resolve(error.message);
            });
            sent.end();
        });
    }

    it("no server answers without a client certificate, nor with one of another cell", async () => {
        const name = "servers.eu-west.eu.screening.localhost";
        assert.equal(await ask(serverPort(), name, identity("eu", "eu-west")), 200);
        assert.equal(typeof (await ask(serverPort(), name)), "string");
        assert.equal(typeof (await ask(serverPort(), name, identity("us", "us-east"))), "string");
        assert.equal(
            typeof (await ask(serverPort(), name, identity("eu", "eu-central"))),
            "string",
            "another region's gate",
        );
    });

    it("a gate takes the region's name only from gates of its cell", async () => {
        const name = "eu-west.eu.screening.localhost";
        assert.equal(await ask(gatePort(), name, identity("eu", "eu-central")), 200);
        assert.equal(typeof (await ask(gatePort(), name)), "string");
        assert.equal(typeof (await ask(gatePort(), name, identity("us", "us-east"))), "string");
        const { cert, key } = {
            cert: file("cells/eu/eu-central/servers-tls/tls.crt"),
            key: file("cells/eu/eu-central/servers-tls/tls.key"),
        };
        assert.equal(typeof (await ask(gatePort(), name, { cert, key })), "string", "a server is no gate");
    });

    it("a client can't state a region's name on its own way in, nor a gate the cell's on the gates'", async () => {
        const stated = await client.ask({ headers: { host: "eu-west.eu.screening.localhost" } });
        assert.equal(stated.status, 421);
        const headers = { host: "eu.screening.localhost" };
        const peer = identity("eu", "eu-central");
        assert.equal(await ask(gatePort(), "eu-west.eu.screening.localhost", { ...peer, headers }), 421);
    });

    it("a gate refuses a request for another cell, and says whose it is", async () => {
        const answer = await client.ask({ headers: { host: "us.screening.localhost" } });
        assert.equal(answer.status, 421);
        assert.equal(answer.contentType, "application/problem+json");
        assert.equal((JSON.parse(answer.body) as { cell: string }).cell, "eu");
    });

    it("edge and gates close connections for names that they don't have", async () => {
        const edge = Number(new URL(eu.url).port);
        for (const [port, name] of [
            [edge, "fr.screening.localhost"],
            [edge, "eu-west.eu.screening.localhost"],
            [gatePort(), "us.screening.localhost"],
        ] as const) {
            assert.equal(typeof (await ask(port, name, { rejectUnauthorized: false })), "string", name);
        }
    });

    it("headers of the product's own from outside change neither route nor answer", async () => {
        const headers = {
            "x-meridian-region": "local:us-east",
            "x-meridian-version": "9.9.9",
            "x-envoy-retry-on": "5xx",
        };
        const answer = await client.ask({ headers });
        assert.deepEqual([answer.status, answer.region], [200, "local:eu-west"]);
        assert.match(answer.version ?? "", /^[12]\.0\.0$/);
    });

    it("an answer names region and release once, also when it was spilled", async () => {
        for (const { name } of await stack.supervisor.programs()) {
            if (name.startsWith("screening-eu-eu-west-screening-")) await stack.supervisor.stop(name);
        }
        await until("the other region answers", async () => (await client.ask()).region === "local:eu-central");
        const answer = await client.ask();
        assert.match(answer.version ?? "", /^[12]\.0\.0$/);
        await stack.up();
        await until("the region answers again", async () => (await client.ask()).region === "local:eu-west", 20_000);
    });

    it("a server whose artifact is not the release's never takes a request, and its region says that it is not ready", async () => {
        const artifact = artifactOf("eu-west", "1.0.0");
        const right = readFileSync(artifact);
        writeFileSync(artifact, "not the model", { mode: 0o600 });
        await stack.kill(/eu-eu-west-screening-1\.0\.0/);
        await until("the gate has left the server out", async () => {
            const answer = await client.ask({ path: "/v2/models/screening/versions/1.0.0" });
            return answer.region === "local:eu-central";
        });
        const seen = stats();
        for (let i = 0; i < 200; i++) {
            const answer = await client.ask(inference(i));
            assert.equal(answer.status, 200);
            assert.ok(answer.version !== "1.0.0" || answer.region === "local:eu-central");
        }
        assert.deepEqual(await stats(), await seen, "the server was asked nothing");
        assert.equal(await ask(gatePort(), "eu.screening.localhost", { path: "/v2/health/ready" }), 503);
        assert.equal(await ask(gatePort(), "eu.screening.localhost", { path: "/live" }), 200);

        writeFileSync(artifact, right);
        await until(
            "the region is ready again",
            async () => (await ask(gatePort(), "eu.screening.localhost", { path: "/v2/health/ready" })) === 200,
            20_000,
        );

        function stats(): Promise<string> {
            return stack
                .admin("cells/eu/eu-west/gate")
                .get("/stats?filter=^cluster\\.release/screening/1\\.0\\.0\\.upstream_rq_total$");
        }
    });

    function artifactOf(region: string, version: string) {
        const directory = path.join(stack.root, "cells/eu", region, "artifacts/screening", version);
        const [name] = readdirSync(directory);
        return path.join(directory, name!);
    }

    it("keys and sockets can be used by their owner only", () => {
        const modes = walk(stack.root)
            .filter(name => /\.(key|sock)$/.test(name))
            .map(name => [path.relative(stack.root, name), (statSync(name).mode & 0o777).toString(8)]);
        assert.ok(modes.length >= 4 + 2 * 4 + 1, "keys of authorities and processes, and sockets");
        assert.deepEqual(
            modes.filter(([, mode]) => mode !== "600"),
            [],
        );
        for (const directory of [stack.root, path.join(stack.project, ".meridian")]) {
            assert.equal((statSync(directory).mode & 0o777).toString(8), "700");
        }
    });

    it("no key is in the state", async () => {
        const state = await stack.engine.ask(["stack", "export", "--show-secrets", "--stack", stack.name]);
        assert.doesNotMatch(state, /PRIVATE KEY/);
        for (const name of walk(stack.root).filter(name => name.endsWith(".key"))) {
            const body = readFileSync(name, "utf8").split("\n")[1]!;
            assert.ok(!state.includes(body), name);
        }
    });

    it("every listening socket is on loopback", async function () {
        if (process.platform !== "linux") this.skip();
        const inodes = new Set((await stack.processes()).flatMap(socketsOf));
        const listening = ["tcp", "tcp6"].flatMap(table =>
            readFileSync(`/proc/net/${table}`, "utf8")
                .split("\n")
                .slice(1)
                .map(line => line.trim().split(/\s+/))
                .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode!))
                .map(([, local]) => local!.split(":")[0]!),
        );
        assert.ok(listening.length >= 8 + 4 + 4, `${listening.length} listeners`);
        assert.deepEqual(
            listening.filter(address => address !== "0100007F"),
            [],
        );
    });
});

function walk(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
        const name = path.join(directory, entry.name);
        return entry.isDirectory() ? walk(name) : [name];
    });
}

function socketsOf(pid: number): string[] {
    return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
        try {
            return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
            return []; // Closed since the directory was read.
        }
    });
}
