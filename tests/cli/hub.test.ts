import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { ServiceState } from "../../components/watch/state";
import { simulatedState } from "../support/hub/service-state";
import { HubSocket, hubPort } from "./hub-socket";
import { projectWith, type ScratchProject, validStack } from "./command";

describe("meridian hub", () => {
    let project: ScratchProject;
    let hub: HubSocket;
    let state: ServiceState;
    let heard: string[];
    let status: number;

    before(async () => {
        const server = createServer((request, response) => {
            assert.equal(request.headers.authorization, undefined);
            heard.push(`${request.method ?? ""} ${request.url ?? ""}`);
            const answer = request.url === "/api/tickets" ? { ticket: "once" } : state;
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
        });
        hub = new HubSocket(server);
        await hub.listen();
    });
    after(() => {
        hub.close();
    });
    beforeEach(() => {
        [heard, status] = [[], 200];
        state = { ...simulatedState({ cells: 2, regionsPerCell: 2 }), alarms: [] };
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        hub.announce(project);
    });
    afterEach(() => {
        project.remove();
    });

    const alarm = {
        id: "silent",
        kind: "silent",
        severity: "page",
        cell: "eu",
        message: "no reports from local:eu-west",
        since: "2026-11-26T09:30:00.000Z",
    } as const;

    it("shows each region, that no alarm is on, and an address with a ticket", async () => {
        const { code, stdout, stderr } = await project.ask(["hub"]);
        assert.equal(code, 0, stderr);
        for (const { region, cell } of state.regions) assert.match(stdout, new RegExp(`^${cell} +${region} `, "m"));
        assert.match(stdout, /no alarm is on/);
        assert.ok(stdout.endsWith(`http://127.0.0.1:${hubPort}/?ticket=once\n`), stdout);
        assert.deepEqual(heard, ["GET /api/state", "POST /api/tickets"]);
    });

    it("names the regions on other clouds, with where they are shown", async () => {
        const regions = [{ cell: "eu", region: "aws:eu-west-1" as const }];
        state = {
            ...state,
            elsewhere: [
                { cloud: "AWS", regions, url: "https://console.example" },
                { cloud: "Azure", regions },
            ],
        };
        const { code, stdout } = await project.ask(["hub"]);
        assert.equal(code, 0);
        assert.match(stdout, /^AWS: eu aws:eu-west-1, shown at https:\/\/console\.example$/m);
        assert.match(stdout, /^Azure: eu aws:eu-west-1, shown in its console$/m);
    });

    it("shows alarms that are on, and ends with 1", async () => {
        state = { ...state, alarms: [alarm, { ...alarm, message: "is over", until: "2026-11-26T09:40:00.000Z" }] };
        const { code, stdout } = await project.ask(["hub"]);
        assert.equal(code, 1);
        assert.match(stdout, /no reports from local:eu-west/);
        assert.ok(!stdout.includes("is over"));
    });

    it("gives the state as JSON, and no address that would be used up", async () => {
        state = { ...state, alarms: [alarm] };
        const { code, stdout } = await project.ask(["hub", "--json"]);
        assert.equal(code, 1);
        assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(state)));
        assert.deepEqual(heard, ["GET /api/state"]);
    });

    it("prints a dashboard for Grafana, also where no stack is up", async () => {
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        const { code, stdout } = await project.ask(["hub", "--grafana"]);
        assert.equal(code, 0);
        assert.ok((JSON.parse(stdout) as { panels: unknown[] }).panels.length > 5);
    });

    it("ends with 2 where the hub refuses, or the stack is not up, and says so", async () => {
        status = 401;
        const refused = await project.ask(["hub"]);
        assert.deepEqual([refused.code, refused.stdout], [2, ""]);
        assert.match(refused.stderr, /^the hub answers 401/);
        project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        const { code, stderr } = await project.ask(["hub"]);
        assert.equal(code, 2);
        assert.match(stderr, /^stack dev is not up: there is no .*watched\.json; run `npm run local`/);
    });

    it("names a stranger on the hub's port, which keeps the hub from its socket", async () => {
        const stranger = createServer(() => assert.fail("a command asks the hub at its socket only"));
        await once(stranger.listen(0, "127.0.0.1"), "listening");
        const { port } = stranger.address() as AddressInfo;
        const at = (port: number) => {
            const watched = { hub: { host: "127.0.0.1", port, socket: "hubs/hub/run/none" }, cells: [] };
            project.write(".meridian/stacks/dev/watched.json", JSON.stringify(watched));
        };
        try {
            at(port);
            const { code, stderr } = await project.ask(["hub"]);
            assert.equal(code, 2);
            const address = `127\\.0\\.0\\.1:${port}`;
            assert.match(
                stderr,
                new RegExp(`does not answer: .*ENOENT.*; another program listens at ${address}, .*: end it`),
            );
        } finally {
            stranger.close();
            await once(stranger, "close");
        }
        at(port);
        assert.match((await project.ask(["hub"])).stderr, /does not answer: .*; is the stack up\?/);
    });
});
