import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { authority } from "../support/certificates";
import { freePort } from "../support/free-port";
import { type Ended, projectWith, runIn, type ScratchProject, sha256, stackOf } from "./command";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const dev = "stacks/Pulumi.dev.yaml";

describe("an artifact at an https address", () => {
    let project: ScratchProject;
    const servers: Server[] = [];
    let [caFile, cert, key, host, other] = ["", "", "", "", ""];
    /** What the server says, by path; `other` is a second one. */
    let answers: Record<string, Answer> = {};
    /** `<host> <path>` and the token of each request. */
    let asked: { readonly what: string; readonly token: string | undefined }[] = [];

    before(async () => {
        const own = await authority("models");
        ({ cert, key } = await own.issue());
        project = projectWith({ "ca.pem": own.ca });
        caFile = path.join(project.root, "ca.pem");
        host = await serve();
        other = await serve();
    });
    after(async () => {
        await Promise.all(
            servers.map(server => {
                server.closeAllConnections();
                return new Promise(resolve => server.close(resolve));
            }),
        );
        project.remove();
    });
    beforeEach(() => {
        answers = {};
        asked = [];
    });

    async function serve(): Promise<string> {
        const server = createServer({ cert, key }, (request, response) => {
            const { url = "", headers } = request;
            asked.push({ what: `${headers.host} ${url}`, token: headers.authorization });
            (answers[url] ?? status(404))(request, response);
        });
        servers.push(server);
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    const status =
        (code: number, headers: Record<string, string> = {}): Answer =>
        (_, response) =>
            response.writeHead(code, headers).end();
    const gives =
        (content: string): Answer =>
        (_, response) =>
            response.end(content);
    const variable = (of: string) => `MERIDIAN_TOKEN_${of.replace(/[.:]/g, "_")}`;

    /** Resolves the only release of a stack; every run begins without a lock. */
    async function resolve(artifact: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
        project.write(dev, stackOf([["1.0.0", artifact]]));
        return project.ask(["resolve", "--json", "--check"], { NODE_EXTRA_CA_CERTS: caFile, ...env });
    }

    /** What was found, or why nothing was and what to do. */
    async function outcome(artifact: string, env?: NodeJS.ProcessEnv): Promise<string[]> {
        const { stdout, stderr } = await resolve(artifact, env);
        assert.equal(stderr, "");
        const { releases, faults } = JSON.parse(stdout) as {
            releases: { digest: string; bytes: number }[];
            faults: { line: number; code: string; problem: string; remedy: string }[];
        };
        faults.forEach(({ line, code }) => {
            assert.deepEqual([line, code], [14, "release/not-found"]);
        });
        return [
            ...releases.map(({ digest, bytes }) => `${digest} ${bytes}`),
            ...faults.flatMap(({ problem, remedy }) => [problem.replace(/^artifact ".*" can't be read: /, ""), remedy]),
        ];
    }

    it("is found by what its bytes are", async () => {
        answers["/1.onnx"] = gives("one");
        assert.deepEqual(await outcome(`https://${host}/1.onnx`), [`${sha256("one")} 3`]);
        assert.deepEqual(asked, [{ what: `${host} /1.onnx`, token: undefined }]);
    });

    it("is found where the size isn't said", async () => {
        answers["/1.onnx"] = (_, response) => {
            response.write("o");
            response.write("n");
            response.end("e");
        };
        assert.deepEqual(await outcome(`https://${host}/1.onnx`), [`${sha256("one")} 3`]);
    });

    it("may be empty", async () => {
        answers["/1.onnx"] = gives("");
        assert.deepEqual(await outcome(`https://${host}/1.onnx`), [`${sha256("")} 0`]);
    });

    describe("whose host wants a token", () => {
        it("is asked for with the one of its variable", async () => {
            answers["/1.onnx"] = (request, response) => {
                response.writeHead(request.headers.authorization === "Bearer hunter2" ? 200 : 401).end("one");
            };
            assert.deepEqual(await outcome(`https://${host}/1.onnx`, { [variable(host)]: " hunter2\n" }), [
                `${sha256("one")} 3`,
            ]);
        });

        it("is refused with the name of the variable, and never with the token", async () => {
            answers["/1.onnx"] = status(401);
            answers["/2.onnx"] = status(403);
            assert.deepEqual(await outcome(`https://${host}/1.onnx`), [
                `${host} answers 401 Unauthorized`,
                `set ${variable(host)} to a token, if it takes one`,
            ]);
            assert.deepEqual(await outcome(`https://${host}/2.onnx`, { [variable(host)]: "hunter2" }), [
                `${host} answers 403 Forbidden`,
                `set ${variable(host)} to a token that may read it`,
            ]);
        });

        it("is not asked for with what is no token, which isn't shown", async () => {
            assert.deepEqual(await outcome(`https://${host}/1.onnx`, { [variable(host)]: "hunter2\nhunter3" }), [
                `${variable(host)} holds what is no token`,
                "set it to the token alone, in one line",
            ]);
            assert.deepEqual(asked, []);
        });
    });

    describe("that is elsewhere now", () => {
        it("is followed on the same host, with the token", async () => {
            answers["/1.onnx"] = status(302, { location: "/moved.onnx" });
            answers["/moved.onnx"] = gives("one");
            assert.deepEqual(await outcome(`https://${host}/1.onnx`, { [variable(host)]: "hunter2" }), [
                `${sha256("one")} 3`,
            ]);
            assert.deepEqual(asked, [
                { what: `${host} /1.onnx`, token: "Bearer hunter2" },
                { what: `${host} /moved.onnx`, token: "Bearer hunter2" },
            ]);
        });

        it("is followed to another host without the token, also to another port", async () => {
            answers["/1.onnx"] = status(307, { location: `https://${other}/store/1?signature=x` });
            answers["/store/1?signature=x"] = gives("one");
            assert.deepEqual(await outcome(`https://${host}/1.onnx`, { [variable(host)]: "hunter2" }), [
                `${sha256("one")} 3`,
            ]);
            assert.deepEqual(asked.at(-1), { what: `${other} /store/1?signature=x`, token: undefined });
        });

        it("is not followed to where anyone can read along, to a password, or to no address", async () => {
            answers["/http"] = status(302, { location: `http://${other}/1.onnx?signature=hunter2` });
            answers["/user"] = status(302, { location: `https://me:hunter2@${other}/1.onnx` });
            answers["/none"] = status(302, { location: "https://" });
            assert.deepEqual(await outcome(`https://${host}/http`), [
                `${host} sends on to http://${other}, which is not https`,
                "name an address that stays on https",
            ]);
            assert.deepEqual(await outcome(`https://${host}/user`), [
                `${host} sends on with a password in the address`,
                "name where the file is",
            ]);
            assert.deepEqual(await outcome(`https://${host}/none`), [
                `${host} sends on to what is no address`,
                "name where the file is",
            ]);
            assert.equal(asked.filter(({ what }) => what.startsWith(other)).length, 0);
        });

        it("is not followed in circles, nor to nowhere", async () => {
            answers["/1.onnx"] = status(302, { location: "/1.onnx" });
            answers["/2.onnx"] = status(302);
            assert.deepEqual(await outcome(`https://${host}/1.onnx`), [
                `${host} sends on more than 5 times`,
                "name where the file is",
            ]);
            assert.equal(asked.length, 6);
            assert.deepEqual(await outcome(`https://${host}/2.onnx`), [
                `${host} answers 302 Found`,
                "correct the address, or put the file there",
            ]);
        });
    });

    describe("that doesn't come", () => {
        it("is reported by the status of the server, without its text", async () => {
            answers["/500"] = status(500);
            answers["/429"] = status(429);
            answers["/410"] = (_, response) => response.writeHead(410, "hunter2").end();
            assert.deepEqual(await outcome(`https://${host}/404`), [
                `${host} answers 404 Not Found`,
                `correct the address, put the file there, or set ${variable(host)} if it takes a token`,
            ]);
            assert.deepEqual(await outcome(`https://${host}/500`), [
                `${host} answers 500 Internal Server Error`,
                "try again later",
            ]);
            assert.deepEqual(await outcome(`https://${host}/429`), [
                `${host} answers 429 Too Many Requests`,
                "try again later",
            ]);
            assert.deepEqual(await outcome(`https://${host}/410`), [
                `${host} answers 410 Gone`,
                "correct the address, or put the file there",
            ]);
        });

        it("is reported without a listener, and without a known address", async () => {
            const port = await freePort();
            assert.deepEqual(await outcome(`https://127.0.0.1:${port}/1.onnx`), [
                `127.0.0.1:${port} refuses the connection`,
                "correct the host and port, or see to it that it is up",
            ]);
            assert.deepEqual(await outcome("https://models.invalid/1.onnx"), [
                "no address is known for models.invalid",
                "correct the host, or see to it that this machine can look it up",
            ]);
            assert.deepEqual(await outcome("https://:/1.onnx"), ["it is no address", "correct the address"]);
        });

        it("is reported if the certificate is of an unknown authority", async () => {
            assert.deepEqual(await outcome(`https://${host}/1.onnx`, { NODE_EXTRA_CA_CERTS: "" }), [
                `the certificate of ${host} is of an authority that this machine doesn't know`,
                "name the file of its authority in NODE_EXTRA_CA_CERTS",
            ]);
        });

        it("is reported if less data arrives than was announced", async () => {
            answers["/1.onnx"] = (_, response) => {
                response.writeHead(200, { "content-length": "100" });
                response.write("one", () => response.destroy());
            };
            answers["/2.onnx"] = (_, response) => response.destroy();
            assert.deepEqual(await outcome(`https://${host}/1.onnx`), [
                `${host} broke the connection off after 3 bytes`,
                "try again",
            ]);
            assert.deepEqual(await outcome(`https://${host}/2.onnx`), [
                `${host} broke the connection off before anything came`,
                "try again",
            ]);
        });
    });

    /**
     * `resolveHttps` in a process that trusts the authority: its own tests can't be made to, once they run. Its patience is over in
     * time, or each time that so many bytes have come: a process that gets no processor for a while then still sees what came.
     */
    async function resolveIn(
        artifact: string,
        patienceMs: number,
        ...overAt: readonly number[]
    ): Promise<Record<string, unknown>> {
        const script = `
            const { resolveHttps } = require(${JSON.stringify(path.join(packageRoot(), "dist/cli/sources/https"))});
            const overAt = ${JSON.stringify(overAt)};
            let [last, isOver] = [];
            if (overAt.length > 0) globalThis.setInterval = tick => { isOver = tick; };
            const onProgress = (bytes, whole) => {
                last = [bytes, whole];
                if (bytes >= overAt[0]) {
                    overAt.shift();
                    setImmediate(isOver);
                }
            };
            resolveHttps(${JSON.stringify(artifact)}, { env: {}, onProgress, patienceMs: ${patienceMs} }).then(
                found => found, ({ message, remedy }) => ({ message, remedy }),
            ).then(result => console.log(JSON.stringify({ ...result, last, rss: process.resourceUsage().maxRSS * 1024 })));
        `;
        const { stdout, stderr } = await runIn(project.root, ["-e", script], { NODE_EXTRA_CA_CERTS: caFile });
        assert.equal(stderr, "");
        return JSON.parse(stdout) as Record<string, unknown>;
    }

    it("is given up when nothing comes, before or after it began", async () => {
        answers["/1.onnx"] = () => undefined;
        answers["/2.onnx"] = (_, response) => {
            response.writeHead(200, { "content-length": "100" });
            response.write("one");
        };
        const { message, remedy } = await resolveIn(`https://${host}/1.onnx`, 300);
        assert.deepEqual([message, remedy], [`nothing came from ${host} for 0.3 s`, "try again later"]);
        const begun = await resolveIn(`https://${host}/2.onnx`, 300, 3);
        assert.deepEqual([begun.message, begun.last], [`next to nothing came from ${host} for 0.3 s`, [3, 100]]);
    });

    it("is given up when it comes in drops", async () => {
        answers["/1.onnx"] = (_, response) => {
            response.writeHead(200, { "content-length": "1000000" });
            const drops = setInterval(() => response.write("one"), 20);
            response.on("close", () => {
                clearInterval(drops);
            });
        };
        const { message } = await resolveIn(`https://${host}/1.onnx`, 1_500, 60);
        assert.equal(message, `next to nothing came from ${host} for 1.5 s`);
    });

    it("is given up when it comes in drops after much of it has come", async () => {
        const much = Buffer.alloc(256 * 1024);
        answers["/1.onnx"] = (_, response) => {
            response.writeHead(200, { "content-length": "1000000" });
            response.write(much);
            const drops = setInterval(() => response.write("one"), 20);
            response.on("close", () => {
                clearInterval(drops);
            });
        };
        const { message } = await resolveIn(`https://${host}/1.onnx`, 1_500, much.length, much.length + 60);
        assert.equal(message, `next to nothing came from ${host} for 1.5 s`);
    });

    it("is never held as a whole", async () => {
        const MiB = 1024 * 1024;
        const piece = Buffer.alloc(MiB, 7);
        const sends =
            (pieces: number): Answer =>
            async (_, response) => {
                response.writeHead(200, { "content-length": `${pieces * MiB}` });
                for (let i = 0; i < pieces; i++) {
                    if (!response.write(piece)) await once(response, "drain");
                }
                response.end();
            };
        answers["/small"] = sends(1);
        answers["/large"] = sends(200);
        const small = await resolveIn(`https://${host}/small`, 60_000);
        const large = await resolveIn(`https://${host}/large`, 60_000);
        assert.deepEqual([large.bytes, large.last], [200 * MiB, [200 * MiB, 200 * MiB]]);
        const growth = Math.round((Number(large.rss) - Number(small.rss)) / MiB);
        assert.ok(growth < 100, `${growth} MiB more for 199 MiB more`);
    });
});
