import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import type { WatchedFile } from "../../../components/gate/configuration";
import { EnvoyAdmin } from "../../../runtime/keeper/envoy-admin";
import { until } from "../../support/until";

/** By file, the statistic that Envoy has its version in (www.envoyproxy.io/docs/envoy/latest/configuration/overview/mgmt_server). */
const statistics: readonly (readonly [WatchedFile, string])[] = [
    ["clusters", "cluster_manager.cds.version_text"],
    ["listeners", "listener_manager.lds.version_text"],
    ["clientRoutes", "http.clients.rds.clients.version_text"],
    ["gateRoutes", "http.gates.rds.gates.version_text"],
];

describe("the administration of a gate", () => {
    let directory: string;
    let server: Server;
    let requests: string[];
    /** What it answers, by path without the query. */
    let answers: { ready: string; versions: string; warming: string };
    let admin: EnvoyAdmin;
    const now = Date.now;

    beforeEach(async () => {
        directory = mkdtempSync(path.join(tmpdir(), "meridian-admin-"));
        requests = [];
        answers = { ready: "LIVE\n", versions: "", warming: "cluster_manager.warming_clusters: 0\n" };
        server = createServer(({ method, url = "" }, response) => {
            requests.push(`${method} ${url}`);
            const { ready, versions, warming } = answers;
            response.end(url === "/ready" ? ready : url.includes("warming") ? warming : versions);
        }).listen(path.join(directory, "admin.sock"));
        await once(server, "listening");
        admin = new EnvoyAdmin(path.join(directory, "admin.sock"));
    });
    afterEach(() => {
        Date.now = now;
        server.closeAllConnections();
        server.close();
        rmSync(directory, { recursive: true });
    });

    const version = (of: string) => statistics.map(([, name]) => `${name}: "${of}"\n`).join("");
    /** Whether it has been waited for to the end, after some more requests. */
    async function isTaken(file: WatchedFile, wanted: string): Promise<boolean> {
        let isOver = false;
        const taken = admin.untilTaken(file, wanted).finally(() => (isOver = true));
        const before = requests.length;
        await until("it has looked some times, or is done", () => isOver || requests.length >= before + 5);
        const found = isOver;
        answers = { ...answers, versions: version(wanted), warming: "cluster_manager.warming_clusters: 0\n" };
        await taken;
        return found;
    }

    for (const [ready, isUp] of [
        ["LIVE\n", true],
        ["PRE_INITIALIZING\n", false],
        ["DRAINING\n", false],
    ] as const) {
        it(`reports a gate as ${isUp ? "up" : "not up"} that answers ${ready.trim()}`, async () => {
            answers.ready = ready;
            assert.equal(await admin.isUp(), isUp);
        });
    }

    it("reports a gate as not up where nothing listens", async () => {
        assert.equal(await new EnvoyAdmin(path.join(directory, "other.sock")).isUp(), false);
    });

    for (const [file, name] of statistics) {
        it(`waits until the gate has the version of ${file}, and not that of another file`, async () => {
            answers.versions = version("2").replace(`${name}: "2"`, `${name}: "1"`);
            assert.equal(await isTaken(file, "2"), false);
            answers.versions = `${name}: "3"\n`;
            assert.equal(await isTaken(file, "3"), true);
        });
    }

    it("waits until every cluster is warm", async () => {
        Object.assign(answers, { versions: version("2"), warming: "cluster_manager.warming_clusters: 10\n" });
        assert.equal(await isTaken("clusters", "2"), false);
    });

    it("waits for no file whose version the gate does not report", async () => {
        await admin.untilTaken("identity", "2");
        assert.deepEqual(requests, []);
    });

    it("fails after half a minute in which a gate that runs does not take a file, and gives up on one that is away", async () => {
        answers.versions = version("1");
        let passed = 0;
        Date.now = () => now() + passed;
        const soon = async (passes: number) => {
            passed = 0;
            const taken = admin.untilTaken("listeners", "2");
            passed = passes;
            await taken;
        };
        await assert.rejects(soon(30_100), {
            message: "envoy did not take the new listeners within 30 s; its log says why",
        });
        answers.ready = "DRAINING\n";
        await soon(30_100);
        Object.assign(answers, { ready: "LIVE\n" });
        passed = 0;
        const late = admin.untilTaken("listeners", "2");
        passed = 29_000;
        const before = requests.length;
        await until("it has looked again", () => requests.length >= before + 4);
        answers.versions = version("2");
        await late;
    });

    it("sends commands by the method that they need", async () => {
        await admin.get("/drain_listeners", "POST");
        assert.deepEqual(requests, ["POST /drain_listeners"]);
    });
});
