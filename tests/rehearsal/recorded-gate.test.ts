import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { gateHeader } from "../../components/gate/headers";
import { healthPaths } from "../../components/gate/health/health";
import { getTool } from "../../tools";
import { type Asked, behavesAsAGate, type GateUnderTest, infer, type Reply } from "../behaviour/any-gate";
import { authority } from "../support/certificates";
import { type Answerer, type Received, ReleaseServer } from "../support/gates/release-server";
import { Issuer } from "../support/gates/tokens";
import { Namespace, namespacesAreHere } from "../support/namespace/namespace";
import { until } from "../support/until";
import type { Inputs, MadeThings } from "./made";
import { stackAws } from "./made-once";

const cellHost = "eu.screening.example.com";
const own = { region: "eu-west-1", host: "eu-west-1.eu.screening.example.com" };
const peer = { region: "eu-central-1", host: "eu-central-1.eu.screening.example.com" };
const versions = ["1.0.0", "2.0.0"] as const;
const gateKey = "fedcba9876543210".repeat(4);
const keysHost = "login.example.com";
const issuer = new Issuer("https://login.example.com");

/** A server of a release, as its proxy calls it: in plain text, on the task's own address. */
class PlainServer {
    readonly received: Received[] = [];
    ready = true;
    answer: Answerer = (_, response) => response.end("{}");
    private readonly server: Server;

    constructor() {
        this.server = createServer((incoming, response) => {
            const { headers, method = "", url = "" } = incoming;
            if (url === healthPaths.ready) {
                response.writeHead(this.ready ? 200 : 503).end();
                return;
            }
            let body = "";
            incoming.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
            incoming.on("end", () => {
                const received = { method, path: url, headers, body };
                this.received.push(received);
                this.answer(received, response);
            });
        });
    }

    async listen(file: string): Promise<void> {
        await new Promise<void>(resolve => this.server.listen(file, resolve));
    }

    async close(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise(resolve => this.server.close(resolve));
    }
}

/**
 * The container of the gate exactly as the task definition of the stack `aws` has it: its command, its arguments, its configuration, in a
 * network of its own. AWS is replaced as follows: the names of the region's services lead to servers of the test, as Service Connect's do
 * to proxies, without their TLS; the other region's load balancer and the publisher of token keys are servers of the test with
 * certificates of its own authority; secrets are the test's.
 */
describe("the gate's container, as the task definition of the stack aws has it", function () {
    this.timeout(600_000);
    let directory = "";
    let namespace: Namespace | undefined;
    let gate: ChildProcess;
    let log = "";
    /** What servers take, as their own task definition says. */
    let bodyBytes: number;
    const servers = new Map(versions.map(version => [version, new PlainServer()]));
    let elsewhere: ReleaseServer | undefined;
    let keys: ReleaseServer | undefined;

    before(async function () {
        if (!namespacesAreHere()) {
            assert.notEqual(process.env.CI, "true", "CI has no network namespaces");
            this.skip();
        }
        const { made } = await stackAws();
        const container = gateContainer(made);
        bodyBytes = bodyLimit(made);
        directory = mkdtempSync(path.join(tmpdir(), "meridian-"));
        const socket = (name: string) => path.join(directory, `${name}.sock`);
        const ca = await authority("public");
        elsewhere = new ReleaseServer(peer.region, versions[0], await ca.issue({ hosts: [peer.host] }), false);
        await elsewhere.listen(socket("peer"));
        for (const [version, server] of servers) await server.listen(socket(version));
        keys = new ReleaseServer("keys", "", await ca.issue({ hosts: [keysHost] }), false);
        keys.answer = (_, response) => response.end(JSON.stringify(issuer.jwks));
        await keys.listen(socket("keys"));
        const authorities = path.join(directory, "authorities.crt");
        writeFileSync(authorities, ca.ca);
        const alias = (version: string) => `screening-${version.replaceAll(".", "-")}.servers`;
        namespace = await Namespace.open({
            directory,
            hosts: {
                ...Object.fromEntries(versions.map((version, i) => [alias(version), `127.0.1.${i + 1}`])),
                [peer.host]: "127.0.2.1",
                [keysHost]: "127.0.2.2",
            },
            files: {
                "/usr/local/bin/envoy": await getTool("envoy"),
                "/etc/ssl/certs/ca-certificates.crt": authorities,
            },
            ways: [
                ...versions.map((version, i) => ({
                    at: { host: `127.0.1.${i + 1}`, port: 8080 },
                    to: socket(version),
                })),
                { at: { host: "127.0.2.1", port: 443 }, to: socket("peer") },
                { at: { host: "127.0.2.2", port: 443 }, to: socket("keys") },
                { at: socket("gate"), to: { host: "127.0.0.1", port: 8443 } },
                { at: socket("live"), to: { host: "127.0.0.1", port: 8081 } },
            ],
        });
        const said = Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));
        const secrets = { GATE_KEY: gateKey, SUBJECT_KEY: "0123456789abcdef".repeat(4) };
        assert.deepEqual(container.secrets.map(({ name }) => name).sort(), Object.keys(secrets).sort());
        const command = [...container.entryPoint, ...container.command];
        gate = namespace.run(Number(container.user), command, { ...said, ...secrets });
        for (const stream of [gate.stdout!, gate.stderr!]) stream.on("data", chunk => (log += String(chunk)));
        await until(
            "the gate has seen everyone healthy",
            async () => {
                assert.equal(gate.exitCode, null, log);
                return (await ask({ path: healthPaths.region }).catch(() => undefined))?.status === 200;
            },
            30_000,
        );
    });
    after(async () => {
        await namespace?.close();
        await elsewhere?.close();
        await keys?.close();
        for (const server of servers.values()) await server.close();
        if (directory) rmSync(directory, { recursive: true, force: true });
    });
    function ask({
        path: asked = infer,
        host = cellHost,
        headers = {},
        body,
        at = "gate",
    }: Asked & {
        readonly at?: "gate" | "live";
    } = {}): Promise<Reply> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    socketPath: path.join(directory, `${at}.sock`),
                    agent: false,
                    path: asked,
                    method: body === undefined ? "GET" : "POST",
                    headers: { host, ...headers },
                    timeout: 20_000,
                },
                answer => {
                    let said = "";
                    answer.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
                    answer.on("end", () => {
                        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: said });
                    });
                    answer.on("error", reject);
                },
            );
            sent.on("timeout", () => sent.destroy(new Error("no answer within 20 s")));
            sent.on("error", reject);
            sent.end(body);
        });
    }
    /** Beside what asks for its health. */
    const spilledTo = () => elsewhere!.received.filter(({ path }) => path === infer);

    it("says that it lives, beside where requests come in, and nothing else there", async () => {
        assert.equal((await ask({ at: "live", path: healthPaths.live })).status, 200);
        for (const other of [infer, healthPaths.region, "/"]) {
            assert.equal((await ask({ at: "live", path: other })).status, 404, other);
        }
    });

    behavesAsAGate(() => ({
        region: `aws:${own.region}`,
        hosts: { cell: cellHost, own: own.host, foreign: "us.screening.example.com" },
        issuer,
        audience: "screening",
        key: gateKey,
        bodyBytes,
        servers: Object.fromEntries(servers) as unknown as GateUnderTest["servers"],
        elsewhere: () => spilledTo().length,
        ask,
        log: () => log,
    }));

    it("shows its key to the other region, under the region's own name", () => {
        const { headers } = spilledTo().at(-1)!;
        assert.deepEqual([headers[":authority"] ?? headers.host, headers[gateHeader]], [peer.host, gateKey]);
        assert.equal(headers.authorization, undefined);
    });
});

interface GateContainer {
    readonly entryPoint: readonly string[];
    readonly command: readonly string[];
    readonly user: string;
    readonly environment: readonly { readonly name: string; readonly value: string }[];
    readonly secrets: readonly { readonly name: string }[];
}

function gateContainer(made: MadeThings): GateContainer {
    const task = made
        .of("ecs/taskDefinition")
        .find(({ name, inputs }) => name.endsWith("-gate") && inputs.region === own.region)!;
    const [container, ...more] = JSON.parse(String(task.inputs.containerDefinitions)) as Inputs[];
    assert.deepEqual(more, []);
    return container as unknown as GateContainer;
}

function bodyLimit(made: MadeThings): number {
    const servers = made.of("ecs/taskDefinition").find(({ name }) => name.endsWith("-screening-1-0-0"))!;
    const [limit] = /(?<="MAX_BODY_BYTES","value":")\d+/.exec(String(servers.inputs.containerDefinitions))!;
    return Number(limit);
}
