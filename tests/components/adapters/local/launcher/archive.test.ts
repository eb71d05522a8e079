import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Launch, socketsIn } from "../../../../../components/adapters/local/launcher/launch";
import { awaitProbe } from "../../../../../components/adapters/local/provider/probe";
import { sha256 } from "../../../../../runtime/files";
import { tarOf } from "../../../../support/tar";
import { until } from "../../../../support/until";
import { Launched } from "./launched";

const archive = tarOf({ name: "config.json", content: "{}" }, { name: "weights/1.bin", content: "weights" });

describe("the launcher of a release of several files", function () {
    this.timeout(60_000);
    let launched: Launched;
    beforeEach(() => {
        launched = new Launched();
    });
    afterEach(() => launched.dispose());

    function start(launch: Partial<Launch> = {}, content: Buffer = archive): void {
        launched.write("release.tar", content);
        launched.start({ file: "release.tar", digest: sha256(content), unpack: "tar", ...launch });
    }

    async function modelPath(): Promise<string> {
        await launched.untilReady();
        const { body } = await launched.server("/where");
        return (JSON.parse(body) as { environment: { MODEL_PATH: string } }).environment.MODEL_PATH;
    }

    it("unpacks the archive, and gives the server the directory", async () => {
        start();
        const at = await modelPath();
        assert.equal(at, path.join(launched.directory, "release.tar.files"));
        assert.deepEqual(readdirSync(at, { recursive: true }).sort(), ["config.json", "weights", "weights/1.bin"]);
        assert.deepEqual(launched.event("unpacked")!.bytes, 9);
    });

    it("puts the directory where the config wants it, of an archive that was unpacked before", async () => {
        start();
        await launched.untilReady();
        launched.signal("SIGTERM");
        assert.equal(await launched.ended(), 0);
        const before = launched.log.length;
        start({ modelPath: "models/sums" });
        const at = await modelPath();
        assert.equal(at, path.join(launched.directory, "work/models/sums"));
        assert.equal(readFileSync(path.join(at, "weights/1.bin"), "utf8"), "weights");
        assert.doesNotMatch(launched.log.slice(before), /"event":"unpacked"/);
    });

    it("starts no server of a file that is no archive, names what it is, and has an update not wait for it", async () => {
        start({}, Buffer.from("GGUF and more"));
        const reason = await until("a reason", async () => {
            const reason = await launched.reason();
            return reason?.includes("archive is no") === true ? reason : undefined;
        });
        assert.match(reason, /^the archive is no tar archive, but a GGUF model; /);
        assert.equal(launched.event("server started"), undefined);
        const probe = {
            socket: path.basename(socketsIn(".").launcher),
            path: "/v2/health/ready",
            patienceSeconds: 3600,
        };
        await assert.rejects(
            awaitProbe(launched.directory, probe, reason => Promise.resolve(`not ready: ${reason}`)),
            /^Error: not ready: .*a GGUF model/,
        );
        assert.deepEqual(
            readdirSync(launched.directory).filter(name => name.includes("release.tar.files")),
            [],
        );
    });

    it("reports a directory that is changed later, and recreates it once it is started again", async () => {
        start();
        const at = await modelPath();
        const file = path.join(at, "config.json");
        chmodSync(file, 0o600);
        writeFileSync(file, "[]");
        await until("the metric says so", async () =>
            /meridian_release_artifact_matches\{[^}]*\} 0/.test((await launched.health("/metrics")).body),
        );
        launched.signal("SIGTERM");
        await launched.ended();
        start();
        await launched.untilReady();
        assert.equal(readFileSync(file, "utf8"), "{}");
    });
});
