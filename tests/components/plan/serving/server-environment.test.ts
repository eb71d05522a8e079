import assert from "node:assert/strict";

import { serverEnvironment } from "../../../../components/plan/serving/server-environment";
import { digest } from "../screening";

describe("the environment of a model server", () => {
    const release = { version: "1.0.0", digest: digest("1") };

    it("contains its release, the file, the address to listen at, and the largest request", () => {
        const place = { file: "/release/1", host: "127.0.0.1", port: "8080" };
        assert.deepEqual(serverEnvironment({ name: "screening" }, release, { limits: { bodyKiB: 64 } }, place), {
            MODEL_NAME: "screening",
            MODEL_VERSION: "1.0.0",
            MODEL_URI: "/release/1",
            MODEL_DIGEST: digest("1"),
            HOST: "127.0.0.1",
            PORT: "8080",
            MAX_BODY_BYTES: "65536",
        });
    });

    it("contains how requests are computed together, where the model says so", () => {
        const model = { name: "screening", batching: { size: 16, waitMs: 2 } };
        const reported = serverEnvironment(model, release, { limits: { bodyKiB: 1 } }, { file: "f", port: "1" });
        assert.deepEqual([reported.BATCH_SIZE, reported.BATCH_WAIT_MS], ["16", "2"]);
    });

    it("contains which samples are kept, where the region keeps some", () => {
        const serving = { limits: { bodyKiB: 1 }, samples: { percent: 0.5, keep: 20 } };
        const reported = serverEnvironment({ name: "screening" }, release, serving, { file: "f", port: "1" });
        assert.deepEqual([reported.SAMPLES_PERCENT, reported.SAMPLES_KEEP], ["0.5", "20"]);
    });

    it("contains no host where the server listens on all addresses", () => {
        const reported = serverEnvironment(
            { name: "screening" },
            release,
            { limits: { bodyKiB: 1 } },
            { file: "f", port: "1" },
        );
        assert.ok(!("HOST" in reported));
    });
});
