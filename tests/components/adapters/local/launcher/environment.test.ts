import assert from "node:assert/strict";
import path from "node:path";

import { startedFrom } from "../../../../../components/adapters/local/launcher/environment";
import type { Launch } from "../../../../../components/adapters/local/launcher/launch";
import { RUNTIME_VARIABLE } from "../../../../../tools/processes";

const launch: Launch = {
    ...{ protocol: "oip-http", port: 8_000, model: "m", version: "1.0.0", digest: "sha256:1" },
    ...{ file: "artifacts/m", command: ["server", "--model", "$(MODEL_PATH)"], place: "servers/m" },
    env: { MODE: "fast" },
};
const work = path.resolve("servers/m/work");
const environment = (own: NodeJS.ProcessEnv, secrets = {}, more: Partial<Launch> = {}) =>
    startedFrom({ ...launch, ...more }, secrets, own).environment;

describe("a custom server on this machine", () => {
    it("has its own directory as home and for temporary files, whatever the launcher has", () => {
        const { HOME, TMPDIR } = environment({ HOME: "/home/ada", TMPDIR: "/tmp" });
        assert.deepEqual([HOME, TMPDIR], [work, work]);
        assert.equal(startedFrom(launch, {}, {}).directory, work);
    });

    it("has nothing of the launcher's environment but where things are, and the marks of its stack", () => {
        const marks = {
            PATH: "/bin",
            LANG: "C",
            TZ: "UTC",
            [RUNTIME_VARIABLE]: "/stack",
            SUPERVISOR_PROCESS_NAME: "m",
        };
        const found = environment({ ...marks, AWS_SECRET_ACCESS_KEY: "secret", NODE_OPTIONS: "--inspect" });
        const { MODE, MODEL_DIGEST, MODEL_NAME, MODEL_PATH, MODEL_VERSION, WORK_DIRECTORY, ...others } = found;
        assert.deepEqual(
            [MODE, MODEL_DIGEST, MODEL_NAME, MODEL_PATH, MODEL_VERSION, WORK_DIRECTORY],
            ["fast", "sha256:1", "m", path.resolve("artifacts/m"), "1.0.0", work],
        );
        assert.deepEqual(others, { ...marks, HOME: work, TMPDIR: work, HOST: "127.0.0.1", PORT: "8000" });
    });

    it("has its secrets, and its command with references in place", () => {
        assert.equal(environment({}, { TOKEN: "secret" }).TOKEN, "secret");
        const { command } = startedFrom(launch, { TOKEN: "secret" }, {});
        assert.deepEqual(command, ["server", "--model", path.resolve("artifacts/m")]);
    });

    it("is refused where the path of its socket is longer than Linux takes", () => {
        const place = `servers/${"m".repeat(100)}`;
        assert.throws(
            () => environment({}, {}, { port: undefined, place }),
            /^Error: the path of the server's Unix socket is too long: .*; allowed: 107 bytes; move the project to a shorter path, or set port$/,
        );
    });
});
