import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { sha256 } from "../../../../../runtime/files";
import { Origin } from "../../../../runtime/fetch/origin";
import { withTypeScript } from "../../../../support/typescript";
import { emptyRoot } from "./root";

describe("an artifact from the web, in a region of a local stack", function () {
    this.timeout(60_000);
    const root = emptyRoot();
    const content = Buffer.alloc(3_000_000, "a model");
    let origin: Origin;
    before(async () => {
        origin = await Origin.start(content);
    });
    beforeEach(() => {
        origin.asked.length = 0;
        origin.faults.length = 0;
    });
    after(() => origin.stop());

    const directory = () => path.join(root.path, "artifacts");
    const placed = () => path.join(directory(), "model");

    /** Has the artifact brought as a provider does, and returns what that prints; rejects with its error. */
    async function bring(digest = sha256(content)): Promise<string> {
        const { NODE_EXTRA_CA_CERTS, SOURCE_URI: source } = origin.environment("/models/1.onnx?signature=secret");
        const inputs = JSON.stringify({ root: root.path, source, digest, file: "artifacts/model" });
        const args = [...withTypeScript, path.join(__dirname, "placing.ts"), inputs];
        const env = { ...process.env, NODE_EXTRA_CA_CERTS };
        const { stdout } = await promisify(execFile)(process.execPath, args, { env });
        return stdout;
    }

    it("is its content, under the digest that it has, and nothing else", async () => {
        assert.equal(await bring(), `${sha256(content)}\n`);
        assert.ok(readFileSync(placed()).equals(content));
        assert.deepEqual(readdirSync(directory()), ["model"]);
    });

    it("is read on from where a connection broke", async () => {
        origin.faults.push({ cutAfter: 1_000_000 });
        const printed = await bring();
        assert.ok(readFileSync(placed()).equals(content));
        assert.match(origin.asked[1]?.headers.range ?? "", /^bytes=[1-9]\d*-$/);
        assert.match(printed, /goes on from byte [1-9]/);
    });

    it("is refused with another digest, with both and without the query of its address", async () => {
        await assert.rejects(bring(sha256("another")), ({ message }: Error) => {
            assert.match(message, new RegExp(`artifact ${origin.url}/models/1\\.onnx can't be downloaded`));
            assert.ok(message.includes(sha256(content)) && message.includes(sha256("another")), message);
            return !message.slice(message.indexOf("artifact")).includes("secret");
        });
        assert.ok(!existsSync(placed()));
        assert.deepEqual(existsSync(directory()) ? readdirSync(directory()) : [], []);
    });

    it("is refused where the address has nothing, or wants a token", async () => {
        for (const status of [404, 401]) {
            origin.faults.push({ status });
            await assert.rejects(bring(), new RegExp(`the answer is ${status}.*; correct the address`));
        }
        assert.equal(origin.asked.length, 2);
    });
});
