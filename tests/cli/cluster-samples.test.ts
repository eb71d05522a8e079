import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import type { Server } from "node:https";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { authority } from "../support/certificates";
import { freePort } from "../support/free-port";
import { projectWith, type ScratchProject } from "./command";
import { kubectlHere, podAt, podFiles, type Taken } from "./in-pods";

/**
 * Stands for `kubectl`: writes its arguments down, and prints what the test has for it. That real pods answer real servers so,
 * `tests/kubernetes/service.test.ts` proves.
 */
const kubectl = `#!/usr/bin/env node
require("fs").writeFileSync("asked", JSON.stringify(process.argv.slice(2)));
process.stdout.write(require("fs").readFileSync("answers", "utf8"));
`;

/** Three ready pods, each by its own address. */
const dns = `const dns = require("dns");
dns.promises.lookup = async (host, { all = false } = {}) => {
    if (host !== "screening-1-0-0.screening-eu.svc") throw new Error("no such host: " + host);
    const found = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(address => ({ address, family: 4 }));
    return all ? found : found[0];
};
`;

const sample = (second: number) => ({ time: `2026-01-31T12:00:0${second}.000Z`, request: { second }, answer: {} });
const answer = (address: string, kept: number, ...seconds: readonly number[]) => ({
    ...{ address, status: 200 },
    text: JSON.stringify({ kept, samples: seconds.map(sample) }),
});

describe("meridian samples, of a region in Kubernetes", () => {
    let project: ScratchProject;
    const fra = "kubernetes:fra-onprem";
    const stack = "stacks/Pulumi.clusters.yaml";
    const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");

    beforeEach(() => {
        project = projectWith({
            [stack]: `${file("stacks/Pulumi.kubernetes.yaml")}  meridian:observability: { samples: { percent: 5 } }\n`,
            "meridian.lock.json": file("meridian.lock.json"),
            "bin/kubectl": kubectl,
            answers: JSON.stringify([answer("10.0.0.1", 7, 4, 1), answer("10.0.0.2", 2, 3, 2)]),
        });
        chmodSync(path.join(project.root, "bin/kubectl"), 0o755);
    });
    afterEach(() => {
        project.remove();
    });

    const samples = (...args: readonly string[]) =>
        project.ask(["samples", ...args], { PATH: `${path.join(project.root, "bin")}:${process.env.PATH!}` });
    const release = ["--model", "screening", "--version", "1.0.0"];
    const why = ["--reason", "drift of age"];
    const asked = () => JSON.parse(project.read("asked").trim()) as string[];

    it("shows those of all servers, the newest first", async () => {
        const { code, stderr, stdout } = await samples(fra, ...release, ...why, "--json");
        assert.deepEqual([code, stderr], [0, ""]);
        assert.deepEqual(JSON.parse(stdout), {
            ...{ cell: "eu", region: fra, model: "screening", version: "1.0.0", kept: 9 },
            samples: [4, 3, 2, 1].map(sample),
        });
    });

    it("has the region's watcher ask for so many of a release, and the reason in what the API server records", async () => {
        const { stdout } = await samples(fra, ...release, ...why, "--most", "2", "--context", "other");
        assert.deepEqual(
            stdout.trim().split("\n"),
            [4, 3].map(second => JSON.stringify(sample(second))),
        );
        const [context, namespace, ...rest] = asked().filter((_, i) => ![0, 2].includes(i));
        assert.deepEqual([context, namespace], ["other", "screening-eu"]);
        assert.deepEqual(rest.slice(0, 4), ["exec", "deployment/watcher", "--container", "watcher"]);
        assert.deepEqual(rest.slice(-6), [
            "screening-1-0-0.screening-eu.svc",
            "8443",
            "servers.fra-onprem.eu.screening.example.com",
            "/v1/samples?most=2",
            "/tls",
            "reason: drift of age",
        ]);
    });

    it("says which server did not answer, and shows what others have", async () => {
        project.write(
            "answers",
            JSON.stringify([answer("10.0.0.1", 1, 1), { address: "10.0.0.2", error: "connect ECONNREFUSED" }]),
        );
        const { code, stderr, stdout } = await samples(fra, ...release, ...why);
        assert.deepEqual([code, stdout], [0, `${JSON.stringify(sample(1))}\n`]);
        assert.match(stderr, /its samples are missing: 10\.0\.0\.2: connect ECONNREFUSED/);
    });

    describe("by what runs in the watcher's pod", function () {
        const servers: Server[] = [];
        const taken: Taken[] = [];
        const cell = authority("cell eu");
        const name = "servers.fra-onprem.eu.screening.example.com";
        before(function () {
            // Other systems have no other address of their own.
            if (process.platform !== "linux") this.skip();
        });
        afterEach(() => {
            for (const server of servers.splice(0)) server.close();
            taken.splice(0);
        });

        async function serve(address: string, port: number, kept: number, ...seconds: readonly number[]) {
            const identity = await (await cell).issue({ name, hosts: [name] });
            const body = { kept, samples: seconds.map(sample) };
            servers.push(
                await podAt(address, port, identity, request => {
                    taken.push(request);
                    return { status: 200, body };
                }),
            );
        }

        it("calls all servers of the release with the watcher's certificate, and says which one is not there", async () => {
            const port = await freePort();
            await serve("127.0.0.1", port, 7, 4, 1);
            await serve("127.0.0.2", port, 2, 3, 2);
            const files = {
                "bin/kubectl": kubectlHere({ "8443": String(port), "/tls": "tls" }, "./dns.js"),
                "dns.js": dns,
                ...podFiles(await (await cell).issue({ name: "watcher" })),
            };
            for (const [file, content] of Object.entries(files)) project.write(file, content);
            const { code, stderr, stdout } = await samples(fra, ...release, ...why, "--most", "3", "--json");
            assert.equal(code, 0, stderr);
            const { kept, samples: found } = JSON.parse(stdout) as { readonly kept: number; readonly samples: unknown };
            assert.deepEqual([kept, found], [9, [4, 3, 2].map(sample)]);
            assert.match(stderr, /its samples are missing: 127\.0\.0\.3: connect ECONNREFUSED/);
            const request = { caller: "watcher", host: name, method: "GET", url: "/v1/samples?most=3", body: "" };
            assert.deepEqual(taken, [request, request]);
        });

        it("ends with 2 and the words of the cluster's DNS where that has no server of the release", async () => {
            project.write("bin/kubectl", kubectlHere({ "/tls": "tls" }, "./dns.js"));
            project.write("dns.js", 'require("dns").promises.lookup = async () => { throw new Error("ENOTFOUND"); };');
            for (const [file, content] of Object.entries(podFiles(await (await cell).issue()))) {
                project.write(file, content);
            }
            const { code, stderr } = await samples(fra, ...release, ...why);
            assert.equal(code, 2);
            assert.match(
                stderr,
                /the watcher of region .*fra-onprem of cell eu can't be reached .*: ENOTFOUND; is the stack up/,
            );
        });
    });

    it("ends with 2 where no server answers, with what each said", async () => {
        project.write("answers", JSON.stringify([{ address: "10.0.0.1", status: 503, text: "ends" }]));
        const { code, stderr } = await samples(fra, ...release, ...why);
        assert.equal(code, 2);
        assert.match(stderr, /no server of the release answers \(10\.0\.0\.1: 503 ends\)/);
        project.write("answers", "[]");
        assert.match((await samples(fra, ...release, ...why)).stderr, /none is ready/);
    });

    it("ends with 2 where the stack sets no samples, before the cluster is contacted", async () => {
        project.write(stack, file("stacks/Pulumi.kubernetes.yaml"));
        const { code, stderr } = await samples(fra, ...release, ...why);
        assert.equal(code, 2);
        assert.match(stderr, /no samples are kept; set observability\.samples/);
        assert.throws(asked);
    });

    for (const [title, args, expected] of [
        ["a release", [fra, "--model", "screening", "--version", "9.0.0", ...why], /allowed: screening 1\.0\.0/],
        ["a region", ["kubernetes:ams", ...release, ...why], /no region kubernetes:ams/],
        ["no reason", [fra, ...release], /give the reason with --reason/],
        ["a reason of two lines", [fra, ...release, "--reason", "a\nb"], /a line of at most 300 characters/],
        ["a context elsewhere", ["local:eu-west", ...release, ...why, "--context", "fra"], /regions in Kubernetes/],
    ] as const) {
        it(`ends with 2 for ${title} that is not valid, before the cluster is contacted`, async () => {
            const { code, stderr } = await samples(...args);
            assert.equal(code, 2, stderr);
            assert.match(stderr, expected);
            assert.throws(asked);
        });
    }
});
