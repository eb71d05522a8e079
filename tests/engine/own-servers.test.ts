import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { CellClient } from "../support/client";
import { LocalStack } from "../support/local-stack";
import { stackConfig } from "../support/stack-config";
import { sha256 } from "../../runtime/files";

const plain = path.join(packageRoot(), "tests", "support", "servers", "plain.py");
const inference = (...data: number[]) =>
    JSON.stringify({ inputs: [{ name: "x", datatype: "FP64", shape: [1, data.length], data }] });

describe("servers of one's own in a stack", function () {
    this.timeout(600_000);
    let stack: LocalStack;
    let client: CellClient;

    const files = { "1.0.0": "the first release", "2.0.0": "the second release" };
    const config = (second: object = {}, percent = 30) => {
        const base = stackConfig({ withUs: false, euBackup: null });
        const release = (version: keyof typeof files, server: object) => ({
            artifact: `file:models/${version}.bin`,
            digest: sha256(files[version]),
            server: { protocol: "oip-http", command: ["python3", plain], ...server },
        });
        return {
            ...base,
            "meridian:models": [
                {
                    name: "sums",
                    releases: {
                        "1.0.0": release("1.0.0", { port: 8080, secrets: { SECRET_KEY: { secret: "key" } } }),
                        "2.0.0": release("2.0.0", second),
                    },
                    traffic: [
                        { version: "1.0.0", percent: 100 - percent },
                        { version: "2.0.0", percent },
                    ],
                    stickyBy: "header:x-subject",
                },
            ],
        };
    };

    before(async () => {
        stack = await LocalStack.prepare(config());
        const { mkdirSync } = await import("node:fs");
        mkdirSync(path.join(stack.project, "models"));
        for (const [version, text] of Object.entries(files)) {
            writeFileSync(path.join(stack.project, "models", `${version}.bin`), text);
        }
        await stack.engine.ask(["config", "set", "--secret", "secrets:key", "hunter2-hunter2", "--stack", stack.name]);
        await stack.up();
        client = new CellClient(stack.project, (await stack.cells())[0]!, "Lisbon");
    });
    after(async () => {
        client.close();
        await stack.dispose();
    });

    const infer = (subject: string, at = "/v2/models/sums/infer") =>
        client.ask({ method: "POST", path: at, headers: { "x-subject": subject }, body: inference(1, 2, 3) });

    it("answer behind the gate, each subject by its release", async () => {
        for (const [version, text] of Object.entries(files)) {
            const answer = await infer("a", `/v2/models/sums/versions/${version}/infer`);
            assert.equal(answer.status, 200, answer.body);
            assert.deepEqual(
                [answer.version, (JSON.parse(answer.body) as { model_version: string }).model_version],
                [version, text],
            );
        }
    });
});
