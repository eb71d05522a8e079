import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { connect } from "node:http2";
import { Agent } from "node:https";

import { endingFile, verdictFile } from "../../components/gate/health/verdict";
import type { Traffic } from "../../components/plan/watch/watch-plan";
import { replaceFile } from "../../runtime/files";
import { inotifyInstances } from "../../runtime/keeper/validate";
import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";

describe("what others say of a gate's region", function () {
    this.timeout(60_000);
    let gates: Gates;

    before(async () => {
        gates = await Gates.start(screening(), { judged: true });
    });
    after(() => gates.stop());

    const statusOf = async (path: string) => (await call(gates, here, { path, method: "GET" })).status;
    const say = (traffic: Traffic) => replaceFile(gates.file(here, "verdict"), verdictFile(traffic));
    const untilRegion = (status: number) =>
        until(`/region says ${status}`, async () => (await statusOf("/region")) === status);

    /** While the servers of the other region refuse requests, and say so to its gate. */
    async function withoutServersThere(run: () => Promise<unknown>): Promise<void> {
        const servers = ["1.0.0", "2.0.0"].map(version => gates.server(there, version));
        for (const server of servers) server.answer = (_, response) => response.writeHead(503).end();
        await run();
        for (const server of servers) server.answer = (_, response) => response.end("{}");
        await until(
            "they answer again",
            async () => (await call(gates, there, { body: "{}" })).headers["x-meridian-region"] === there,
        );
    }

    it("is a file that the gate watches: it takes as many inotify instances as the error about their limit names", function () {
        if (process.platform !== "linux") this.skip();
        const files = `/proc/${gates.pid(here)}/fd`;
        // What is closed meanwhile is a connection.
        const open = readdirSync(files).flatMap(file => targetOf(`${files}/${file}`) ?? []);
        assert.equal(open.filter(target => target === "anon_inode:inotify").length, inotifyInstances.gate);
    });

    it("is nothing at first, so that the region gets traffic", async () => {
        assert.equal(await statusOf("/region"), 200);
    });

    it("lets routers and other gates use other regions, and accepts no request that arrives nevertheless", async () => {
        await say("out");
        await untilRegion(503);
        assert.equal(await statusOf("/v2/health/ready"), 200, "a task is not replaced for it");
        assert.equal(await statusOf("/live"), 200);
        assert.equal(await statusOf("/region/last"), 503, "nor does the edge come as a last resort");
        assert.equal((await call(gates, here, { body: "{}" })).status, 200);
        await withoutServersThere(() =>
            until(
                "no other region answers for them",
                async () => (await call(gates, there, { body: "{}" })).status === 503,
            ),
        );
        await say("serving");
        await untilRegion(200);
    });

    it("has other gates come where no region else answers, if it is only out by what was measured there", async () => {
        await say("fallback");
        await untilRegion(503);
        assert.equal(await statusOf("/region/fallback"), 200);
        assert.equal(await statusOf("/region/last"), 200);
        await call(gates, there, { body: "{}" });
        assert.equal((await call(gates, there, { body: "{}" })).headers["x-meridian-region"], there);
        await withoutServersThere(() =>
            until("the region answers for them", async () => {
                const { status, headers } = await call(gates, there, { body: "{}" });
                return status === 200 && headers["x-meridian-region"] === here;
            }),
        );
        await say("out");
        await until("it is out", async () => (await statusOf("/region/fallback")) === 503);
        await say("serving");
        await untilRegion(200);
    });

    it("has each answer end its connection while it says so, and leaves the region's health as it is", async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const { cell } = gates.serving(here);
        const { host, port } = gates.address(here);
        const session = connect(`https://${host}:${port}`, { servername: cell.host, ca: gates.authority(here).ca });
        const isReported = once(session, "goaway");
        const over = async () => (await call(gates, here, { body: "{}", agent })).headers;
        try {
            assert.equal((await over()).connection, undefined);
            await replaceFile(gates.file(here, "ending"), endingFile(true));
            await until("answers end their connections", async () => (await over()).connection === "close");
            for (const path of ["/region", "/region/fallback", "/v2/health/ready"])
                assert.equal(await statusOf(path), 200);
            assert.equal((await over())["x-envoy-immediate-health-check-fail"], undefined);
            session.request({ ":path": "/live", ":authority": cell.host }).resume().end();
            await isReported;

            await replaceFile(gates.file(here, "ending"), endingFile(false));
            await until("connections are kept", async () => (await over()).connection === undefined);
        } finally {
            agent.destroy();
            session.destroy();
        }
    });

    it("stays as it was said while a gate restarts", async () => {
        await say("out");
        await untilRegion(503);
        await gates.kill(here);
        gates.run(here);
        await gates.untilReady(here);
        assert.equal(await statusOf("/region"), 503);
        await say("serving");
        await untilRegion(200);
    });
});

/** Of a link that may be gone. */
function targetOf(link: string): string | undefined {
    try {
        return readlinkSync(link);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
