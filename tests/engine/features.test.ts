import assert from "node:assert/strict";
import path from "node:path";

import { inference } from "../support/cell-under-test";
import { CellClient } from "../support/client";
import { filesIn, filesWith } from "../support/plain-text";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { standStill } from "../support/stand-still";
import { bySubject, itemOf } from "../support/subjects";
import { until } from "../support/until";

interface Inferred {
    readonly parameters?: {
        readonly features?: string;
        readonly features_age_seconds?: number;
        readonly features_lag_ms_at_most?: number;
    };
    readonly outputs?: readonly object[];
    readonly error?: string;
}

describe("an inference of the committed stack's cell eu that names a subject", function () {
    this.timeout(300_000);
    let stack: LocalStack;
    let client: CellClient;

    before(async () => {
        stack = await sharedStack("committed");
        const [eu] = await stack.cells();
        client = new CellClient(stack.project, eu!, "Berlin");
        for (let i = 0; i < 5; i++) assert.equal((await client.ask(itemOf(i))).status, 200);
    });
    after(() => {
        client.close();
    });

    const asked = async (body: string, subject: string, version = "1.0.0") => {
        const path = `/v2/models/screening/versions/${version}/infer`;
        const { status, body: said } = await client.ask({
            method: "POST",
            path,
            body,
            headers: { "x-subject": subject },
        });
        return { status, ...(JSON.parse(said) as Inferred) };
    };

    it("is answered as one that brings the same features, by each release, and says that they were found", async () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            for (let i = 0; i < 5; i++) {
                const subject = `subject-${i}`;
                const brought = await asked(inference(i).body!, subject, version);
                assert.equal(brought.status, 200, brought.error);
                // The region's own copy may be a moment behind.
                const joined = await until("they are found", async () => {
                    const answer = await asked(bySubject(subject), subject, version);
                    return answer.status === 200 && answer;
                });
                assert.deepEqual(joined.outputs, brought.outputs);
                assert.equal(joined.parameters?.features, "found");
                assert.ok(joined.parameters.features_age_seconds! < 300);
                // Each shard has a pulse every few seconds.
                assert.ok(joined.parameters.features_lag_ms_at_most! < 60_000);
            }
        }
    });

    it("is refused if the subject is unknown, or lacks a feature, in words that name no subject", async () => {
        const unknown = await asked(bySubject("nobody-1971"), "nobody-1971");
        assert.equal(unknown.status, 422);
        assert.ok(!unknown.error!.includes("nobody-1971"));
        await client.ask({
            method: "PUT",
            path: "/v1/tables/features/half-1971",
            body: '{"mean_radius":1,"note":"CANARY-VALUE-1971"}',
        });
        const half = await until("it is there", async () => {
            const answer = await asked(bySubject("half-1971"), "half-1971");
            return (answer.error ?? "").includes("lacks numbers") && answer;
        });
        assert.equal(half.status, 422);
        assert.match(half.error!, /mean_texture/);
        assert.doesNotMatch(half.error!, /half-1971|VALUE-1971/);
    });

    it("is answered from the region's own copy while the places have no majority, and a write is refused for now", async () => {
        const servers = await stack.pids(/^screening-eu-store-(eu-west|eu-north)-server$/);
        assert.equal(servers.length, 2);
        const first = () => asked(bySubject("subject-0"), "subject-0");
        try {
            await standStill(servers);
            // A new bucket's copies begin to answer in a server's own time, some seconds after `up`: others answered until now.
            await until("the region's own copy answers", async () => (await first()).status === 200, 30_000);
            for (let i = 0; i < 5; i++) {
                const { status, error } = await asked(bySubject(`subject-${i}`), `subject-${i}`);
                assert.equal(status, 200, error);
            }
            const write = await client.ask({ ...itemOf(0), timeoutMs: 30_000 });
            assert.deepEqual([write.status, write.retryAfter], [503, "2"]);
            assert.match(write.body, /"done":"(no|maybe)"/);
        } finally {
            for (const pid of servers) process.kill(pid, "SIGCONT");
        }
    });

    it("leaves its subject, and what is stored of it, in no file in plain text", () => {
        const files = [...filesIn(path.join(stack.project, ".meridian"))];
        for (const part of ["store/eu-north/data", "gate.log", "/state/"]) {
            assert.ok(
                files.some(file => file.includes(part)),
                part,
            );
        }
        assert.deepEqual(filesWith(["half-1971", "nobody-1971", "CANARY-VALUE-1971"], files), []);
    });
});
