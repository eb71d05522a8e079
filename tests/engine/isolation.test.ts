import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

import { makeAuthority, issue } from "../../runtime/certifier/certificates";
import type { CellSummary } from "../../stacks/summary";
import { inference } from "../support/cell-under-test";
import { type Asked, CellClient } from "../support/client";
import { untilHealthy } from "../support/healthy";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { until } from "../support/until";
import { knock } from "./knock";
import { allBelow, listeningAddresses, loopback } from "./machine";
import { serverOf } from "./running";

const cellHost = "eu.screening.localhost";
const regionHost = `eu-west.${cellHost}`;
const serverHost = `servers.${regionHost}`;

describe("what a stack admits", function () {
    this.timeout(400_000);
    let stack: LocalStack;
    let eu: CellSummary;
    let client: CellClient;
    let ports: Record<string, number>;

    before(async () => {
        stack = await sharedStack("plain");
        [eu] = (await stack.cells()) as [CellSummary];
        client = new CellClient(stack.project, eu, "Lisbon");
        ports = JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;
    });
    after(() => {
        client.close();
    });

    const file = (cell: string, name: string) => readFileSync(stack.inCell(cell, name));
    const edgePort = () => Number(new URL(eu.url).port);
    const gatePort = () => ports[regionHost]!;
    const serverPort = () =>
        Object.entries(ports).find(([holder]) =>
            /^screening-1\.0\.0-\w+\.screening-eu-eu-west\.servers\.eu-west\./.test(holder),
        )![1];
    const identity = (cell: string, region: string, process: "gate" | "servers") => ({
        cert: file(cell, `${region}/${process}-tls/tls.crt`),
        key: file(cell, `${region}/${process}-tls/tls.key`),
    });
    /** An answer of a server: for a moment there may be none that counts as well. */
    const answered = (asked?: Asked) =>
        until("a server answers", async () => {
            const answer = await client.ask(asked);
            return answer.status === 200 && answer;
        });
    const ask = (port: number, name: string | undefined, options?: RequestOptions) =>
        knock(port, name, file("eu", "authority/authority.crt"), options);

    /** Certificates that name the right process and are not to be taken. */
    async function impostors() {
        const strange = await makeAuthority("meridian cell eu", cellHost);
        const real = {
            certificate: file("eu", "authority/authority.crt").toString(),
            key: file("eu", "authority/authority.key").toString(),
        };
        const forged = await issue(strange, [regionHost], 1);
        const ended = await issue(real, [regionHost], 0);
        return [
            ["none", {}],
            ["of another cell", identity("us", "us-east", "gate")],
            ["of an authority that only calls itself the cell's", { cert: forged.certificate, key: forged.key }],
            ["that has ended", { cert: ended.certificate, key: ended.key }],
        ] as const;
    }

    it("a server answers its own region's gate, and no client with no certificate, another's, a forged or an old one", async () => {
        assert.equal(await ask(serverPort(), serverHost, identity("eu", "eu-west", "gate")), 200);
        assert.equal(await ask(serverPort(), serverHost, identity("eu", "eu-central", "gate")), "closed");
        for (const [what, shown] of await impostors()) {
            assert.equal(await ask(serverPort(), serverHost, shown), "closed", what);
        }
    });

    it("a gate takes the region's name from gates of its cell only, and from no server", async () => {
        const peer = identity("eu", "eu-central", "gate");
        await until("it answers a peer", async () => (await ask(gatePort(), regionHost, peer)) === 200);
        assert.equal(await ask(gatePort(), regionHost, identity("eu", "eu-central", "servers")), "closed");
        for (const [what, shown] of await impostors()) {
            assert.equal(await ask(gatePort(), regionHost, shown), "closed", what);
        }
    });

    it("a client can't state a region's name on its own way in, nor a gate the cell's on the gates'", async () => {
        assert.equal((await client.ask({ headers: { host: regionHost } })).status, 421);
        const peer = identity("eu", "eu-central", "gate");
        assert.equal(await ask(gatePort(), regionHost, { ...peer, headers: { host: cellHost } }), 421);
    });

    it("a gate refuses a request for another cell, and says whose it is", async () => {
        for (const host of ["us.screening.localhost", "us.screening.localhost:443", "screening.localhost", "x"]) {
            const { status, contentType, body } = await client.ask({ headers: { host } });
            assert.deepEqual([status, contentType], [421, "application/problem+json"], host);
            assert.equal((JSON.parse(body) as { cell: string }).cell, "eu");
        }
        const whole = await client.ask({ path: "http://us.screening.localhost/v2/models/screening" });
        assert.equal(whole.status, 421, "the host in the request line counts");
    });

    it("edge and gates close connections for names that they don't have, and for none", async () => {
        for (const [port, name] of [
            [edgePort(), "fr.screening.localhost"],
            [edgePort(), regionHost],
            [edgePort(), `x.${cellHost}`],
            [edgePort(), undefined],
            [gatePort(), "us.screening.localhost"],
            [gatePort(), undefined],
        ] as const) {
            assert.equal(
                await ask(port, name, { rejectUnauthorized: false }),
                "closed",
                `${name ?? "none"} at ${port}`,
            );
        }
    });

    it("headers of the product's own, or for Envoy, change from outside neither route nor answer", async () => {
        const spoofed = {
            "x-meridian-region": "local:us-east",
            "x-meridian-version": "2.0.0",
            "x-meridian-anything": "x",
            "x-envoy-upstream-rq-timeout-ms": "1",
            "x-envoy-upstream-rq-per-try-timeout-ms": "1",
            "x-envoy-retry-on": "5xx",
            "x-envoy-original-path": "/live",
            "x-forwarded-host": "us.screening.localhost",
            "x-forwarded-for": "10.0.0.1",
        };
        for (let i = 0; i < 50; i++) {
            const asked = inference(i);
            for (let tries = 1; ; tries++) {
                const plain = await client.ask(asked);
                const answer = await client.ask({ ...asked, headers: { ...asked.headers, ...spoofed } });
                // Between the two the region's servers may have had no processor: another region answers, or none.
                if (tries < 5 && (plain.status !== 200 || !isDeepStrictEqual(answer, plain))) {
                    await pause(1_000);
                    continue;
                }
                assert.equal(answer.status, 200);
                assert.deepEqual(answer, plain);
                break;
            }
        }
    });

    it("an answer names region and release once, also when it was spilled", async () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            await stack.supervisor.stop(serverOf("eu", "eu-west", version));
        }
        await until("the other region answers", async () => (await client.ask()).region === "local:eu-central");
        assert.match((await answered()).version ?? "", /^[12]\.0\.0$/);
        for (const version of ["1.0.0", "2.0.0"]) {
            await stack.supervisor.start(serverOf("eu", "eu-west", version));
        }
        await until("the region answers again", async () => (await client.ask()).region === "local:eu-west", 60_000);
    });

    it("a server whose artifact is not the release's never takes a request, and its region says that it is not ready", async () => {
        const directory = stack.inServing("eu", "eu-west", "artifacts/screening/1.0.0");
        const artifact = path.join(directory, readdirSync(directory)[0]!);
        const right = readFileSync(artifact);
        const health = (path: string) => ask(gatePort(), cellHost, { path });
        const taken = () =>
            stack.gate("eu", "eu-west").get("/stats?filter=^cluster\\.release/screening/1_0_0\\.upstream_rq_total$");
        await untilHealthy(stack);
        const before = await taken();
        assert.match(before, /upstream_rq_total: [1-9]/);

        writeFileSync(artifact, Buffer.concat([right, Buffer.from("more")]), { mode: 0o600 });
        const [killed] = await stack.pids(/eu-eu-west-screening-1\.0\.0/);
        await stack.kill(/eu-eu-west-screening-1\.0\.0/);
        await until("another process has its place", async () => {
            const [pid] = await stack.pids(/eu-eu-west-screening-1\.0\.0/);
            return pid !== undefined && pid !== killed;
        });
        await until("the gate is not ready", async () => (await health("/v2/health/ready")) === 503);
        for (let i = 0; i < 200; i++) {
            const { version, region } = await answered(inference(i));
            assert.equal(region, version === "1.0.0" ? "local:eu-central" : region);
        }
        assert.equal(await taken(), before, "the server was asked nothing");
        assert.deepEqual([await health("/v2/health/ready"), await health("/region")], [503, 503]);
        assert.equal(await health("/live"), 200);

        writeFileSync(artifact, right);
        await until("it is ready again", async () => (await health("/v2/health/ready")) === 200, 60_000);
    });

    it("keys, sockets and directories can be used by their owner only", () => {
        const { files, directories } = allBelow(stack.root);
        const modeOf = (name: string) => (statSync(name).mode & 0o777).toString(8);
        const guarded = files.filter(name => /\.(key|sock)$/.test(name));
        assert.equal(
            guarded.length,
            2 + 3 * 4 + 2 * 2 + 6 + 1,
            "keys of authorities, of processes, and of hub and hands in each cell; sockets of Envoy and supervisord",
        );
        assert.deepEqual(
            guarded.filter(name => modeOf(name) !== "600"),
            [],
        );
        const above = path.join(stack.project, ".meridian");
        assert.deepEqual(
            [above, ...directories].filter(name => modeOf(name) !== "700"),
            [],
        );
    });

    it("no key is in the state, nor with its secrets shown", async () => {
        const state = await stack.engine.ask(["stack", "export", "--show-secrets", "--stack", stack.name]);
        assert.doesNotMatch(state, /PRIVATE KEY/);
        const keys = allBelow(stack.root).files.filter(name => name.endsWith(".key"));
        for (const key of keys) {
            const lines = readFileSync(key, "utf8").split("\n").slice(1, -2);
            assert.ok(lines.length > 0 && lines.every(line => !state.includes(line)), key);
        }
    });

    it("programs do not inherit the engine's environment", async function () {
        if (process.platform !== "linux") this.skip();
        for (const pid of await stack.processes()) {
            const names = readFileSync(`/proc/${pid}/environ`, "utf8")
                .split("\0")
                .map(entry => entry.split("=")[0]!);
            assert.deepEqual(
                names.filter(name => /PULUMI|PASSPHRASE/.test(name)),
                [],
            );
        }
    });

    it("every listening socket is on loopback", async function () {
        if (process.platform !== "linux") this.skip();
        const addresses = listeningAddresses(await stack.processes());
        assert.ok(addresses.length >= 8 + 4 + 2 * 4, `${addresses.length} listeners of servers, gates and edges`);
        assert.deepEqual(
            addresses.filter(address => address !== loopback),
            [],
        );
    });
});
