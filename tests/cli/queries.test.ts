import assert from "node:assert/strict";
import { createServer } from "node:http";

import { HubSocket } from "./hub-socket";
import { projectWith, type ScratchProject, validStack } from "./command";

const lines = ['{"event":"one"}', '{"event":"two"}'];
const answers: Readonly<Record<string, object>> = {
    logs: { cell: "eu", region: "local:eu-west", process: "gate", lines, hasMore: true },
    samples: { cell: "eu", region: "local:eu-west", kept: 1, samples: [{ time: "t", request: {}, answer: {} }] },
};

describe("meridian logs and samples", () => {
    let project: ScratchProject;
    let hub: HubSocket;
    let heard: { url?: string | undefined; body: unknown }[];
    let refusal: { status: number; error: string } | undefined;

    before(async () => {
        const server = createServer((request, response) => {
            let body = "";
            request.setEncoding("utf8").on("data", (text: string) => (body += text));
            request.on("end", () => {
                heard.push({ url: request.url, body: JSON.parse(body) });
                const { status, ...answer } = refusal ?? { status: 200, ...answers[request.url!.split("/").at(-1)!] };
                response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
            });
        });
        hub = new HubSocket(server);
        await hub.listen();
    });
    after(() => {
        hub.close();
    });
    beforeEach(() => {
        [heard, refusal] = [[], undefined];
        const cell = (name: string, ...regions: string[]) => ({ name, regions: regions.map(region => ({ region })) });
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        hub.announce(project, [cell("eu", "local:eu-west", "local:eu-central"), cell("fr", "local:eu-west")]);
    });
    afterEach(() => {
        project.remove();
    });
    const run = (line: string, env?: NodeJS.ProcessEnv) => project.ask(line.split(" "), env);

    it("ask the region's watcher by way of the hub, over its socket", async () => {
        const { code, stdout, stderr } = await run(
            "logs local:eu-west --cell eu --process gate --since 2026-01-31 --contains x --most 2 --reason incident-12",
        );
        assert.deepEqual([code, stdout], [0, lines.map(line => `${line}\n`).join("")], stderr);
        assert.match(stderr, /^there is more before these/);
        assert.deepEqual(heard, [
            {
                url: "/api/cells/eu/regions/local%3Aeu-west/logs",
                body: {
                    process: "gate",
                    since: "2026-01-31T00:00:00.000Z",
                    contains: "x",
                    most: 2,
                    reason: "incident-12",
                },
            },
        ]);
    });

    it("print samples a line each, and either answer as JSON", async () => {
        const samples = "samples local:eu-west --cell eu --model m --version 1.0.0 --reason why";
        assert.equal((await run(samples)).stdout, '{"time":"t","request":{},"answer":{}}\n');
        assert.deepEqual(JSON.parse((await run(`${samples} --json`)).stdout), answers.samples);
        const logs = "logs local:eu-west --cell eu --process gate --reason why --json";
        assert.deepEqual(JSON.parse((await run(logs)).stdout), answers.logs);
    });

    it("say who has a pipeline ask, beside the account", async () => {
        await run("logs local:eu-central --process gate --reason why", { MERIDIAN_ACTOR: "ada" });
        assert.equal((heard[0]?.body as { claimed: string }).claimed, "ada");
    });

    it("tell why a watcher refuses", async () => {
        refusal = { status: 409, error: "no audit trail is kept; set observability.audit: true" };
        const { code, stderr } = await run("logs local:eu-central --process gate --reason why");
        assert.equal(code, 2);
        assert.equal(stderr, "local:eu-central answers 409: no audit trail is kept; set observability.audit: true\n");
    });

    const wrong: readonly [line: string, reported: RegExp][] = [
        ["logs", /^logs needs a region before its options, as in local:eu-west/],
        ["logs local:eu-central --reason why", /^say whose log with --process/],
        ["logs local:eu-central --process gate", /^give the reason with --reason/],
        [
            "logs local:eu-centrl --process gate --reason why",
            /^stack dev has no region local:eu-centrl; did you mean local:eu-central\?/,
        ],
        [
            "logs local:eu-west --process gate --reason why",
            /^local:eu-west is a region of eu and fr; say which with --cell/,
        ],
        [
            "logs local:eu-central --process gate --reason why --most 1001",
            /^--most is a number from 1 to 1000, not 1001/,
        ],
        ["logs local:eu-central --process gate --reason why --since x", /^--since is a date or a time in UTC/],
        ["samples local:eu-central --model m --reason why", /^say of which release with --model and --version/],
        ["samples local:eu-central --version 1 --reason why", /^say of which release with --model and --version/],
    ];
    for (const [line, reported] of wrong) {
        it(`refuses \`${line}\`, and sends no request`, async () => {
            const { code, stderr } = await run(line);
            assert.equal(code, 2);
            assert.match(stderr, reported);
            assert.deepEqual(heard, []);
        });
    }
});
