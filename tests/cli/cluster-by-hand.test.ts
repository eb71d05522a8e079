import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { authority, type Identity } from "../support/certificates";
import { freePort } from "../support/free-port";
import { projectWith, type ScratchProject } from "./command";
import { kubectlHere, podAt, podFiles, type Taken } from "./in-pods";

/**
 * Stands for `kubectl`: writes its arguments down, answers for the hub what the test has for it, and for a watcher in the order of calls. That pods
 * take such requests, `tests/kubernetes/store.test.ts` proves.
 */
const kubectl = `#!/usr/bin/env node
const fs = require("fs");
const args = process.argv.slice(2);
fs.appendFileSync("asked", JSON.stringify(args) + "\\n");
const answers = JSON.parse(fs.readFileSync("answers", "utf8"));
const told = fs.existsSync("told") ? Number(fs.readFileSync("told", "utf8")) : 0;
if (args.includes("hub-0")) {
    if (answers.hub.length === 0) {
        console.error("error: connection refused");
        process.exit(1);
    }
    process.stdout.write("200\\n" + JSON.stringify({ regions: answers.hub[Math.min(told, answers.hub.length - 1)] }));
} else {
    fs.writeFileSync("told", String(told + 1));
    const answer = answers.watchers[told];
    if (answer === undefined) {
        console.error("error: unable to upgrade connection");
        process.exit(1);
    }
    process.stdout.write(answer.status + "\\n" + JSON.stringify(answer.body));
}
`;

const [fra, lis] = ["kubernetes:fra-onprem", "kubernetes:lis-onprem"] as const;
const seen = (atFra: string, atLis: string) => [
    { cell: "eu", region: fra, status: atFra },
    { cell: "eu", region: lis, status: atLis },
];
const taken = (changed: boolean) => ({ status: 200, body: { region: fra, changed } });

describe("meridian evacuate and return, of a region in Kubernetes", () => {
    let project: ScratchProject;
    const file = (name: string) => readFileSync(path.join(packageRoot(), name), "utf8");
    const stack = file("stacks/Pulumi.kubernetes.yaml");

    const begin = (config: string, answers: object) => {
        project = projectWith({
            "stacks/Pulumi.clusters.yaml": config,
            "meridian.lock.json": file("meridian.lock.json"),
            "bin/kubectl": kubectl,
            answers: JSON.stringify(answers),
        });
        chmodSync(path.join(project.root, "bin/kubectl"), 0o755);
    };
    afterEach(() => {
        project.remove();
    });

    const runBy = (actor: string, ...args: readonly string[]) =>
        project.ask(args, { PATH: `${path.join(project.root, "bin")}:${process.env.PATH!}`, MERIDIAN_ACTOR: actor });
    const run = (...args: readonly string[]) => runBy("ada", ...args);
    const asked = () =>
        project
            .read("asked")
            .trim()
            .split("\n")
            .map(line => JSON.parse(line) as string[]);

    it("has the region's watcher do it by its own certificate, and waits until the hub sees it", async () => {
        begin(withTables(stack), {
            hub: [seen("serving", "serving"), seen("evacuated", "serving")],
            watchers: [taken(true)],
        });
        const { code, stderr, stdout } = await run("evacuate", fra, "--json");
        assert.deepEqual(JSON.parse(stdout), { cell: "eu", region: fra, changed: true, status: "evacuated" }, stderr);
        assert.equal(code, 0);
        const reported = asked().find(args => args.includes("deployment/watcher"))!;
        assert.deepEqual(reported.slice(0, 4), ["--context", "fra", "--namespace", "screening-eu"]);
        const [port, name, method, at, tls, body = ""] = reported.slice(-6);
        assert.deepEqual(
            [port, name, method, at, tls],
            ["8443", "watcher.fra-onprem.eu.screening.example.com", "POST", "/v1/evacuate", "/tls"],
        );
        const { by, region } = JSON.parse(body) as { by: string; region: string };
        assert.deepEqual([region, by.startsWith("ada (")], [fra, true], by);
    });

    it("asks the watcher of another region where its own does not answer", async () => {
        begin(withTables(stack), {
            hub: [seen("serving", "serving"), seen("serving", "serving"), seen("evacuated", "serving")],
            watchers: [{ status: 503, body: { error: "the cell's store does not answer" } }, taken(true)],
        });
        const { code, stderr } = await run("evacuate", fra);
        assert.equal(code, 0, stderr);
        assert.deepEqual(
            asked()
                .filter(args => args.includes("deployment/watcher"))
                .map(([, context]) => context),
            ["fra", "lis"],
        );
    });

    it("does without the hub if that is away: watchers decide, and the region's own confirms it", async () => {
        const region = (kind: string) => ({ status: 200, body: { isReady: true, verdict: { kind, reasons: [] } } });
        begin(withTables(stack), { hub: [], watchers: [taken(true), region("serving"), region("evacuated")] });
        const { code, stderr, stdout } = await run("evacuate", fra, "--json");
        assert.deepEqual([code, (JSON.parse(stdout) as { status: string }).status], [0, "evacuated"], stderr);
        assert.match(stderr, /the hub does not answer/);
    });

    it("ends with 2 where the region's own watcher is silent, since its gates follow no other", async () => {
        begin(withTables(stack), {
            hub: [seen("silent", "serving")],
            watchers: [{ status: 503, body: {} }, taken(true)],
        });
        const { code, stderr, stdout } = await run("evacuate", fra);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /lis-onprem has stored the evacuation of .*fra-onprem, whose own watcher does not answer/);
    });

    it("names what says which context is used where a cluster can't be reached", async () => {
        begin(withTables(stack), { hub: [seen("serving", "serving")], watchers: [] });
        const { stderr } = await run("return", fra);
        assert.match(stderr, /existing\.<region>\.cluster names its context/);
        assert.doesNotMatch(stderr, /--context names/);
    });

    it("refuses the last region that serves, with how the others do, before anything is done", async () => {
        begin(withTables(stack), { hub: [seen("serving", "unreachable")], watchers: [] });
        const { code, stderr } = await run("evacuate", fra);
        assert.equal(code, 2);
        assert.match(
            stderr,
            /fra-onprem can't be evacuated: no other region of cell eu serves \(lis-onprem is unreachable\)/,
        );
        assert.ok(!asked().some(args => args.includes("deployment/watcher")));
    });

    it("ends with 2 where no watcher can do it, with what each said", async () => {
        begin(withTables(stack), { hub: [seen("serving", "serving")], watchers: [] });
        const { code, stderr } = await run("evacuate", fra);
        assert.equal(code, 2);
        assert.match(
            stderr,
            /can't be evacuated: the watcher of region kubernetes:fra-onprem .*unable to upgrade.*; the watcher of region kubernetes:lis-onprem/s,
        );
    });

    it("calls no other watcher where the first one refuses, and ends with 2 and its words", async () => {
        begin(withTables(stack), {
            hub: [seen("serving", "serving")],
            watchers: [{ status: 409, body: { error: "it is the last region that serves" } }, taken(true)],
        });
        const { code, stdout, stderr } = await run("evacuate", fra);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
            stderr,
            /can't be evacuated: the watcher of .*fra-onprem answers 409: it is the last region that serves/,
        );
        assert.equal(asked().filter(args => args.includes("deployment/watcher")).length, 1);
    });

    it("brings a region back, also the last one", async () => {
        begin(withTables(stack), {
            hub: [seen("evacuated", "unreachable"), seen("serving", "unreachable")],
            watchers: [taken(true)],
        });
        const { code, stderr, stdout } = await run("return", fra);
        assert.deepEqual([code, stdout], [0, `${fra} is back: serving\n`], stderr);
    });

    describe("by what runs in the pods", () => {
        const name = "watcher.fra-onprem.eu.screening.example.com";
        const cell = authority("cell eu");
        const servers: Pick<Server, "close">[] = [];
        let port: number;
        let isEvacuated: boolean;

        beforeEach(async () => {
            port = await freePort();
            isEvacuated = false;
            begin(withTables(stack), {});
            const here = { "8443": String(port), "/tls": "tls", "/run/hub/own/socket": "hub" };
            const files = { "bin/kubectl": kubectlHere(here), ...podFiles(await (await cell).issue({ name })) };
            for (const [file, content] of Object.entries(files)) project.write(file, content);
            const hub = createServer(({ method, url }, response) => {
                const regions = seen(isEvacuated ? "evacuated" : "serving", "serving");
                const isRight = method === "GET" && url === "/api/state";
                response.writeHead(isRight ? 200 : 404).end(JSON.stringify({ regions }));
            }).listen(path.join(project.root, "hub"));
            servers.push(hub);
            await once(hub, "listening");
        });
        afterEach(() => {
            for (const server of servers.splice(0)) server.close();
        });

        const watch = async (identity: Identity) => {
            const all: Taken[] = [];
            const watcher = await podAt("127.0.0.1", port, identity, taken => {
                all.push(taken);
                isEvacuated = true;
                return { status: 200, body: { region: fra, changed: true } };
            });
            servers.push(watcher);
            return all;
        };

        it("calls the region's watcher by its own certificate and name, and the hub at its socket", async () => {
            const taken = await watch(await (await cell).issue({ hosts: [name] }));
            const { code, stderr, stdout } = await runBy("Zoë Šimůnek", "evacuate", fra);
            assert.deepEqual(
                [code, stdout],
                [0, `${fra} is evacuated; \`npx meridian return ${fra}\` brings it back\n`],
                stderr,
            );
            const [{ body, ...request } = { body: "" }] = taken;
            assert.deepEqual(request, { caller: name, host: name, method: "POST", url: "/v1/evacuate" });
            const { by, region } = JSON.parse(body) as { readonly by: string; readonly region: string };
            assert.deepEqual([region, by.startsWith("Zoë Šimůnek (")], [fra, true], by);
        });

        it("sends nothing to a watcher with a certificate of another cell", async () => {
            const taken = await watch(await (await authority("cell us")).issue({ hosts: [name] }));
            const { code, stderr } = await run("evacuate", fra);
            assert.deepEqual([code, taken], [2, []], stderr);
            assert.match(
                stderr,
                /can't be evacuated: the watcher of region .*: self-signed certificate in certificate chain/,
            );
        });

        it("has the watcher of another region called where one does not listen", async () => {
            const { code, stderr } = await run("evacuate", fra);
            assert.equal(code, 2);
            const refused = stderr.match(
                /the watcher of region kubernetes:(fra|lis)-onprem [^;]*: connect ECONNREFUSED/g,
            );
            assert.equal(refused?.length, 2, stderr);
        });
    });

    for (const [title, config, args, says] of [
        [
            "a cell without tables",
            stack,
            [fra],
            /cell eu has no store, in which its regions report how they do; name a table in meridian:store, or use routing\.drain/,
        ],
        [
            "names that lead to all regions",
            withTables(stack).replace("  meridian:kubernetes:\n", "  meridian:kubernetes:\n    names: external-dns\n"),
            [fra],
            /names of ExternalDNS lead to all regions of cell eu.*use routing\.drain/,
        ],
        [
            "a backup location",
            withTables(stack),
            ["kubernetes:hel-onprem"],
            /is the backup location of cell eu, and gets no traffic/,
        ],
        [
            "a region that the stack lacks",
            stack,
            ["kubernetes:ams"],
            /the stack has no region kubernetes:ams; allowed in clusters:/,
        ],
    ] as const) {
        it(`is refused for ${title}`, async () => {
            begin(config, { hub: [seen("serving", "serving")], watchers: [] });
            const { code, stderr } = await run("evacuate", ...args);
            assert.equal(code, 2);
            assert.match(stderr, says);
        });
    }
});

/** The stack with a table, a backup location, and what its store needs. */
function withTables(stack: string): string {
    const changes = [
        ['      primary: "kubernetes:fra-onprem"\n', '      backup: "kubernetes:hel-onprem"\n'],
        ["      existing:\n", '        "kubernetes:hel-onprem": { cluster: hel }\n'],
        [
            "  meridian:places:\n",
            '    "kubernetes:hel-onprem": { city: Helsinki, country: FI, latitude: 60.17, longitude: 24.94 }\n',
        ],
        ["  meridian:kubernetes:\n", "    store: { peers: [203.0.113.0/24], key: { secret: store } }\n"],
    ] as const;
    const changed = changes.reduce((text, [after, line]) => text.replace(after, `${after}${line}`), stack);
    return `${changed}  meridian:store: { tables: [{ name: features, partitionKey: subject }] }\n  secrets:store: { secure: v1:x }\n`;
}
