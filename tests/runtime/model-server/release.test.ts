import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Release } from "../../../runtime/model-server/release";
import type { Runtime } from "../../../runtime/model-server/runtime";
import { sha256 } from "../../../runtime/files";
import { until } from "../../support/until";
import { folder } from "./server";

const right = Buffer.from("the release's model");
const wrong = Buffer.from("another model");

/** Opens whatever it gets. */
const runtime: Runtime = {
    name: "wasm",
    open: () => Promise.resolve({ inputs: [], outputs: [], run: () => Promise.resolve({}) }),
};

describe("a release whose file can be downloaded again", () => {
    let path: string;
    let events: string[];
    let release: Release | undefined;
    beforeEach(() => {
        path = join(folder(), "model.onnx");
        events = [];
    });
    afterEach(() => release?.withdraw("the test is over"));

    /** Answers of the store, one after the other, the last again and again; and how often it was asked. */
    function started(...answers: (Uint8Array | Error)[]) {
        const store = { asked: 0 };
        const fetch = () => {
            const answer = answers[Math.min(store.asked++, answers.length - 1)]!;
            return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        };
        const event = (name: string, fields: object = {}) => {
            const { reason } = fields as { reason?: string };
            events.push(reason === undefined ? name : `${name}: ${reason}`);
        };
        const source = { name: "m", version: "1.0.0", path, digest: sha256(right) };
        release = new Release(source, runtime, { info: event, error: event }, fetch);
        release.start();
        return store;
    }
    const seen = (event: string) => until(event, () => events.find(line => line.startsWith(event)));
    const isReady = () => until("ready", () => release!.readiness.ready);

    it("sends no request if the file is right", async () => {
        writeFileSync(path, right);
        const store = started(wrong);
        await isReady();
        assert.deepEqual([store.asked, events], [0, ["ready"]]);
    });

    for (const [title, corrupt] of [
        ["is missing", () => undefined],
        [
            "is another",
            () => {
                writeFileSync(path, wrong);
            },
        ],
    ] as const) {
        it(`puts the right file in its place where it ${title}, and is ready`, async () => {
            corrupt();
            const store = started(right);
            await isReady();
            assert.deepEqual(readFileSync(path), right);
            assert.equal(store.asked, 1);
            // Nothing is left beside it of how it came there.
            assert.deepEqual(readdirSync(dirname(path)), ["model.onnx"]);
        });
    }

    it("puts it in its place where the folder is gone, too", async () => {
        path = join(dirname(path), "artifacts", "model.onnx");
        started(right);
        await isReady();
        assert.deepEqual(readFileSync(path), right);
    });

    it("restores a corrupt file while the proven model answers", async () => {
        writeFileSync(path, right);
        started(right);
        await isReady();
        writeFileSync(path, wrong);
        await seen("artifact fetched again");
        assert.deepEqual(readFileSync(path), right);
        assert.ok(release!.readiness.ready);
    });

    it("takes nothing from the store that has another digest, and says so", async () => {
        const store = started(wrong, right);
        const reported = await seen("artifact not fetched again");
        assert.match(
            reported,
            new RegExp(`digest is ${sha256(wrong).slice(0, 19)}…; allowed: ${sha256(right).slice(0, 19)}…`),
        );
        assert.ok(!existsSync(path));
        assert.equal(release!.readiness.ready, false);
        await isReady();
        assert.equal(store.asked, 2);
    });

    it("asks again where the store does not answer, until it does", async () => {
        // That a file is missing is noticed a second time without being asked for again.
        const store = started(...new Array<Error>(3).fill(new Error("no store")), right);
        assert.equal(await seen("artifact not fetched again"), "artifact not fetched again: no store");
        const { readiness } = release!;
        assert.match(readiness.ready ? "" : readiness.reason, /can't be read \(ENOENT\)/);
        await isReady();
        assert.deepEqual([store.asked, readFileSync(path)], [4, right]);
    });

    it("is ready at once where the file comes from elsewhere while the store does not answer", async () => {
        const store = started(new Error("no store"));
        await seen("artifact not fetched again");
        writeFileSync(path, right);
        await isReady();
        const { asked } = store;
        rmSync(path);
        await until("asked again", () => store.asked > asked);
        assert.ok(release!.readiness.ready);
    });

    it("sends no request once it is withdrawn", async () => {
        const store = started(new Error("no store"));
        await seen("artifact not fetched again");
        release!.withdraw("the server is shutting down");
        const { asked } = store;
        // A little more than it waits between two attempts.
        await new Promise(resolve => setTimeout(resolve, 2_300));
        assert.equal(store.asked, asked);
    });
});
