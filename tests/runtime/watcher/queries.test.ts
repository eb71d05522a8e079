import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";

import { actorHere } from "../../../runtime/audit/actor";
import { Refusal } from "../../../runtime/refusal";
import type { RenewedAgent } from "../../../runtime/renewed-agent";
import type { Answer } from "../../../runtime/routes";
import { logsFrom } from "../../../runtime/watcher/logs";
import { queryRoutes } from "../../../runtime/watcher/queries";
import type { WatchBeside } from "../../../runtime/watcher/watch-file";
import type { Entry } from "../../../components/watch/audit/entry";
import { freePort } from "../../support/free-port";

const who = { by: "ada", reason: "incident 12" };
const subject = "patient-4711";

describe("a query of a region's watcher", () => {
    let root: string;
    let audit: { log: string; anchors: string[] };
    const gateLog = () => path.join(root, "gate.log");
    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "meridian-queries-"));
        audit = { log: path.join(root, "audit.jsonl"), anchors: [path.join(root, "other", "anchor.json")] };
        writeFileSync(gateLog(), '{"event":"one"}\n{"event":"two"}\n');
    });
    afterEach(() => {
        rmSync(root, { recursive: true, force: true });
    });

    const watch = (more: Partial<WatchBeside> = {}): WatchBeside => ({
        regions: ["local:eu-west"],
        stores: [],
        otherStores: [],
        isDrained: false,
        gate: { host: "", port: 1, name: "", admin: "", verdict: "", ending: "", noticedAfterMs: 0 },
        processes: [{ host: "127.0.0.1", port: 1, name: "servers", job: "model-server", instance: "m-1" }],
        releases: [{ model: "m", version: "1.0.0", digest: "", instance: "m-1" }],
        failbackAfterSeconds: 0,
        everySeconds: 2,
        logs: { gate: gateLog() },
        audit,
        ...more,
    });
    const silent = { info: () => undefined, error: () => undefined };

    async function answered(route: "logs" | "samples", body: object, of = watch(), logsAt?: string): Promise<Answer> {
        const agent = { now: undefined } as unknown as RenewedAgent;
        const logs = logsFrom(() => of, logsAt);
        const routes = queryRoutes({ cell: "eu", region: "local:eu-west" }, () => of, logs, agent, silent);
        const message = Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), {
            headers: { "content-type": "application/json" },
        });
        const { handle } = routes.find(({ path }) => path === `/v1/${route}`)!;
        return handle({}, message as unknown as IncomingMessage);
    }
    const ask = async (...asked: Parameters<typeof answered>) =>
        JSON.parse((await answered(...asked)).body) as Record<string, unknown>;
    const refused = async (route: "logs" | "samples", body: object, of?: WatchBeside, logsAt?: string) => {
        const error: unknown = await ask(route, body, of, logsAt).then(
            () => undefined,
            (error: unknown) => error,
        );
        assert.ok(error instanceof Refusal, String(error));
        return [error.status, error.message] as const;
    };
    const entries = () =>
        existsSync(audit.log)
            ? readFileSync(audit.log, "utf8")
                  .split("\n")
                  .slice(0, -1)
                  .map(line => JSON.parse(line) as Entry)
            : [];

    it("for logs is answered with where they are from, and is in the audit trail", async () => {
        assert.deepEqual(await ask("logs", { process: "gate", most: 1, ...who }), {
            cell: "eu",
            region: "local:eu-west",
            process: "gate",
            lines: ['{"event":"two"}'],
            hasMore: true,
        });
        const [{ actor, via, subject, region, what, detail } = {} as Entry, ...others] = entries();
        assert.deepEqual(
            [actor, via, subject, region, what],
            [{ user: "ada", host: actorHere().host }, "query", "logs", "local:eu-west", "logs of gate: incident 12"],
        );
        assert.deepEqual(detail, { process: "gate", most: 1, filtered: false, reason: "incident 12" });
        assert.deepEqual(others, []);
    });

    it("is answered for the client alone: no cache stores it", async () => {
        const { headers } = await answered("logs", { process: "gate", ...who });
        assert.equal(headers?.["cache-control"], "no-store");
    });

    it("for lines with a text in them has the text nowhere but in what it looks for", async () => {
        writeFileSync(gateLog(), `{"subject":"${subject}"}\n{}\n`);
        const { lines } = await ask("logs", { process: "gate", contains: subject, ...who });
        assert.equal((lines as string[]).length, 1);
        assert.ok(!readFileSync(audit.log, "utf8").includes(subject));
        assert.equal(entries()[0]?.detail?.filtered, true);
    });

    const cases: readonly [title: string, route: "logs" | "samples", body: object, status: number, message: RegExp][] =
        [
            ["without a reason", "logs", { process: "gate", by: "ada", reason: " " }, 400, /reason/],
            ["without an account", "logs", { process: "gate", reason: "x" }, 400, /by/],
            [
                "the caller's name is no line of text",
                "logs",
                { process: "gate", ...who, by: "a\nb" },
                400,
                /actor\.user/,
            ],
            ["more is asked for than is given at once", "logs", { process: "gate", ...who, most: 1001 }, 400, /most/],
            [
                "there is no such process",
                "logs",
                { process: "__proto__", ...who },
                404,
                /no such process; allowed: "gate"/,
            ],
            [
                "there is no such release",
                "samples",
                { model: "m", version: "2.0.0", ...who },
                404,
                /allowed: "m 1\.0\.0"/,
            ],
        ];
    for (const [title, route, body, status, message] of cases) {
        it(`is refused where ${title}, and nothing is written down`, async () => {
            const [was, said] = await refused(route, body);
            assert.equal(was, status);
            assert.match(said, message);
            assert.deepEqual(entries(), []);
        });
    }

    it("for logs is refused where the platform keeps them, with the place, and nothing is written down", async () => {
        const place = "kubectl logs -n screening-eu";
        const [status, message] = await refused("logs", { process: "gate", ...who }, watch({ logs: {} }), place);
        assert.deepEqual(
            [status, message],
            [409, `the platform keeps the logs of this region, so read them there: ${place}`],
        );
        assert.deepEqual(entries(), []);
    });

    it("is refused where no audit trail is kept, which is said with what to set", async () => {
        const { audit: _, ...without } = watch();
        const bodies = { logs: { process: "gate" }, samples: { model: "m", version: "1.0.0" } };
        for (const route of ["logs", "samples"] as const) {
            const [status, message] = await refused(route, { ...bodies[route], ...who }, without);
            assert.equal(status, 409);
            assert.match(message, /set observability\.audit: true$/);
        }
    });

    it("is refused where it can't be written down in all its places", async () => {
        writeFileSync(path.join(root, "other"), "in the way");
        assert.deepEqual(await refused("logs", { process: "gate", ...who }), [
            503,
            "the audit trail can't be written to all its places, so nothing is answered",
        ]);
    });

    it("for samples of a server that is gone is in the audit trail, and says so", async () => {
        const port = await freePort();
        const processes = watch().processes.map(one => ({ ...one, port }));
        const [status, message] = await refused(
            "samples",
            { model: "m", version: "1.0.0", ...who },
            watch({ processes }),
        );
        assert.deepEqual([status, message], [503, "the release's server does not answer; try again"]);
        assert.deepEqual(
            entries().map(({ what }) => what),
            ["samples of model m 1.0.0: incident 12"],
        );
    });
});
