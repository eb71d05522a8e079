import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { request } from "node:https";
import { connect, createServer } from "node:tls";
import type { AddressInfo } from "node:net";

import {
    belongsTo,
    isGood,
    issue,
    type Issued,
    makeAuthority,
    makeIntermediate,
} from "../../../runtime/certifier/certificates";
import { permittedHosts } from "../../../runtime/certifier/name-constraints";
import { getTool } from "../../../tools";
import { freePort } from "../../support/free-port";
import { until } from "../../support/until";

const cell = "eu.screening.example";
const region = `fra.${cell}`;
const [inside, outside] = [`servers.${region}`, `servers.par.${cell}`];

/** How OpenSSL says it. */
const [outsideConstraints, tooLong] = ["permitted subtree violation", "path length constraint exceeded"];

describe("an intermediate authority", function () {
    this.timeout(60_000);
    let root: Issued;
    let intermediate: Issued;

    before(async () => {
        root = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        intermediate = await makeIntermediate(root, "meridian region fra", region);
    });

    it("is valid for as long as its root, and what it issues no longer than itself", async () => {
        const leaf = await issue(intermediate, [inside], 100_000);
        const ends = [root, intermediate, leaf].map(({ certificate }) => new X509Certificate(certificate).validTo);
        assert.equal(new Set(ends).size, 1, ends.join(", "));
    });

    it("needs a host: without one it could issue for every name of the cell", async () => {
        await assert.rejects(makeIntermediate(root, "meridian region fra", []), /needs a host/);
    });

    it("may have several hosts", async () => {
        const several = await makeIntermediate(root, "meridian region fra", [region, outside]);
        const issued = await issue(several, [outside], 1);
        assert.equal(await refusalByNode(issued, root, outside), undefined);
        assert.deepEqual(permittedHosts(several.certificate), [region, outside]);
    });

    it("has readable constraints, and an end certificate has none", async () => {
        assert.deepEqual(
            [root, intermediate].map(({ certificate }) => permittedHosts(certificate)),
            [[cell], [region]],
        );
        assert.equal(permittedHosts((await issue(intermediate, [inside], 1)).certificate), undefined);
        const long = `${"a".repeat(60)}.`.repeat(4) + cell;
        assert.deepEqual(permittedHosts((await makeAuthority("long", long)).certificate), [long]);
    });

    it("issues certificates that are good by it, for their names, and not by the root", async () => {
        const issued = await issue(intermediate, [inside], 1);
        assert.ok(belongsTo(issued.key, issued.certificate));
        assert.ok(isGood(issued.certificate, intermediate.certificate, [inside], 0.9));
        assert.ok(!isGood(issued.certificate, root.certificate, [inside], 0.9));
    });

    it("is no authority under a root that may sign end certificates only", async () => {
        const narrow = await makeAuthority("meridian cell eu", cell);
        const issued = await issue(await makeIntermediate(narrow, "meridian region fra", region), [inside], 1);
        assert.equal(await refusalByNode(issued, narrow, inside), tooLong);
    });

    it("can't make another authority", async () => {
        const deeper = await makeIntermediate(intermediate, "deeper", region);
        const issued = await issue(deeper, [inside], 1);
        const chain = { ...issued, certificate: issued.certificate + intermediate.certificate };
        assert.equal(await refusalByNode(chain, root, inside), tooLong);
    });

    describe("before peers that trust the root only", () => {
        const envoys = new Set<ChildProcess>();
        afterEach(async () => {
            for (const envoy of envoys) {
                envoy.kill("SIGKILL");
                if (envoy.exitCode === null && envoy.signalCode === null) await once(envoy, "exit");
            }
            envoys.clear();
        });

        /** An Envoy that answers callers with a certificate by the root. */
        async function envoyWith(issued: Issued): Promise<number> {
            const port = await freePort();
            const bootstrap = JSON.stringify(listening(port, issued, root));
            const args = ["--config-yaml", bootstrap, "--log-level", "off", "--disable-hot-restart"];
            const envoy = spawn(await getTool("envoy"), [...args, "--concurrency", "1"], { stdio: "ignore" });
            envoys.add(envoy);
            await until("Envoy listens", () => {
                if (envoy.exitCode !== null) throw new Error(`Envoy ended with ${envoy.exitCode}`);
                return isListening(port);
            });
            return port;
        }

        /** What a client gets at a port: a status, or the message of an error. */
        function answerAt(port: number, servername: string, issued: Issued): Promise<number | string> {
            return new Promise(resolve => {
                const { certificate: cert, key } = issued;
                const sent = request(
                    { ...{ host: "127.0.0.1", port, servername, agent: false }, cert, key, ca: root.certificate },
                    response => {
                        response.resume();
                        resolve(response.statusCode!);
                    },
                );
                sent.on("error", error => {
                    resolve(error.message);
                });
                sent.end();
            });
        }

        it("vouches for a name of its region: Node.js accepts Envoy's certificate, and Envoy that of Node.js", async () => {
            const issued = await issue(intermediate, [inside], 1);
            assert.equal(await answerAt(await envoyWith(issued), inside, issued), 200);
        });

        it("can't vouch for a name of another region, by Node.js", async () => {
            const wrong = await issue(intermediate, [outside], 1);
            const right = await issue(intermediate, [inside], 1);
            assert.equal(await answerAt(await envoyWith(wrong), outside, right), outsideConstraints);
        });

        it("can't vouch for a name of another region, by Envoy", async () => {
            const wrong = await issue(intermediate, [outside], 1);
            const right = await issue(intermediate, [inside], 1);
            assert.match(String(await answerAt(await envoyWith(right), inside, wrong)), /alert certificate unknown/);
        });

        it("can't vouch for an address of the network, by Node.js", async () => {
            const wrong = await issue(intermediate, [inside, "10.0.0.1"], 1);
            assert.equal(await refusalByNode(wrong, root, inside), outsideConstraints);
        });
    });
});

/** Why a client that trusts the root refuses the certificate for a name; undefined where it accepts it. */
async function refusalByNode({ certificate, key }: Issued, root: Issued, servername: string) {
    const server = createServer({ cert: certificate, key }, socket => socket.end());
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", servername, ca: root.certificate });
    try {
        await once(socket, "secureConnect");
        return undefined;
    } catch (error) {
        return (error as Error).message;
    } finally {
        socket.destroy();
        server.close();
        await once(server, "close");
    }
}

function isListening(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
        const end = (listens: boolean) => {
            socket.destroy();
            resolve(listens);
        };
        socket.on("secureConnect", () => {
            end(true);
        });
        socket.on("error", ({ code }: NodeJS.ErrnoException) => {
            end(code !== "ECONNREFUSED");
        });
    });
}

/** The configuration of an Envoy with mutual TLS. */
function listening(port: number, { certificate, key }: Issued, root: Issued): object {
    const extensions = "type.googleapis.com/envoy.extensions";
    const file = (text: string) => ({ inline_string: text });
    return {
        static_resources: {
            listeners: [
                {
                    address: { socket_address: { address: "127.0.0.1", port_value: port } },
                    filter_chains: [
                        {
                            transport_socket: {
                                name: "tls",
                                typed_config: {
                                    "@type": `${extensions}.transport_sockets.tls.v3.DownstreamTlsContext`,
                                    require_client_certificate: true,
                                    common_tls_context: {
                                        tls_certificates: [
                                            { certificate_chain: file(certificate), private_key: file(key) },
                                        ],
                                        validation_context: { trusted_ca: file(root.certificate) },
                                    },
                                },
                            },
                            filters: [
                                {
                                    name: "http",
                                    typed_config: {
                                        "@type": `${extensions}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
                                        stat_prefix: "http",
                                        route_config: {
                                            virtual_hosts: [
                                                {
                                                    name: "all",
                                                    domains: ["*"],
                                                    routes: [
                                                        { match: { prefix: "/" }, direct_response: { status: 200 } },
                                                    ],
                                                },
                                            ],
                                        },
                                        http_filters: [
                                            {
                                                name: "router",
                                                typed_config: {
                                                    "@type": `${extensions}.filters.http.router.v3.Router`,
                                                },
                                            },
                                        ],
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        },
    };
}
