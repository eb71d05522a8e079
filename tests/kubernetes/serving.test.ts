import assert from "node:assert/strict";

import type { Manifest } from "../support/clusters/api";
import { until } from "../support/until";
import { Bucket } from "./bucket";
import { restricted } from "./pods";
import { untilRolledOut } from "./rollout";
import { namespace, serverParts, servers } from "./server";
import { lacksClusters, type Shared, sharedCluster } from "./shared";
import { client, type Line, linesOf, steadyClient } from "./steady-client";

const PER_SECOND = 40;

describe("model servers as a Deployment", function () {
    this.timeout(300_000);
    let shared: Shared;
    let bucket: Bucket | undefined;

    before(async function () {
        if (lacksClusters()) this.skip();
        shared = await sharedCluster();
        bucket = await Bucket.listen(shared);
        const { api } = shared.cluster;
        await api.apply(restricted(namespace), ...(await serverParts(shared)));
        await roll("1.0.0");
        await api.apply(...(await steadyClient(shared, PER_SECOND)));
    });
    after(async () => {
        if (bucket === undefined) return;
        bucket.close();
        await shared.cluster.kubectl("delete", "--ignore-not-found", "--wait=false", "pod", ...client);
    });

    async function roll(version: string): Promise<void> {
        const deployment = servers(shared, version, bucket!.url);
        await shared.cluster.api.apply(deployment);
        await untilRolledOut(shared.cluster.api, deployment);
    }

    const untilLine = (what: string, condition: (line: Line) => boolean) =>
        until(what, async () => (await linesOf(shared).catch(() => [])).filter(condition).at(-1), 60_000);

    /** Whether all answers of a second came from a version. */
    const isServedBy = (version: string) => (line: Line) => Object.keys(line.versions).join() === version;

    it("serve a release that fetch has downloaded, over mutual TLS, at the DNS name of their Service", async () => {
        const { versions } = await untilLine("version 1.0.0 answers", isServedBy("1.0.0"));
        assert.ok(versions["1.0.0"]! > 0);
        assert.deepEqual(bucket!.read, ["/models/1.0.0.onnx", "/models/1.0.0.onnx"]);
    });

    it("run without root, capabilities, a writable root file system or a token, behind a filter of system calls", async () => {
        const [pod] = await shared.cluster.api.list<Manifest>({ apiVersion: "v1", kind: "Pod" }, namespace, {
            "app.kubernetes.io/name": "screening",
        });
        const looked = await shared.cluster.kubectl(
            ...["exec", "--namespace", namespace, pod!.metadata.name, "--container", "server", "--"],
            ...["/usr/local/bin/node", "-e", looking],
        );
        const { status, ...found } = JSON.parse(looked) as { status: string };
        const fields = new Map(status.split("\n").map(line => line.split(/:\s+/, 2) as [string, string]));
        assert.deepEqual(found, { written: "EROFS", token: false });
        assert.deepEqual(fields.get("Uid")?.split("\t"), Array<string>(4).fill("65532"));
        for (const set of ["CapEff", "CapPrm", "CapBnd", "CapAmb"]) assert.match(fields.get(set) ?? "", /^0+$/, set);
        // A filter of system calls (proc(5)).
        assert.deepEqual([fields.get("NoNewPrivs"), fields.get("Seccomp")], ["1", "2"]);
    });

    it("roll to another release under load without a failed request", async () => {
        const { sent: before } = await untilLine("version 1.0.0 answers", isServedBy("1.0.0"));
        await roll("2.0.0");
        const { sent } = await untilLine("version 2.0.0 alone answers", isServedBy("2.0.0"));
        const { failures } = await untilLine(
            "what was sent till then is answered",
            line => line.sent > sent + 2 * PER_SECOND,
        );
        assert.deepEqual(failures, {});
        const both = (await linesOf(shared)).reduce(
            (sum, { versions }) => [sum[0]! + (versions["1.0.0"] ?? 0), sum[1]! + (versions["2.0.0"] ?? 0)],
            [0, 0],
        );
        assert.ok(both[0]! > before - PER_SECOND && both[1]! > PER_SECOND, `${both.join(" and ")} answers`);
    });
});

/** Reports what a process in the container of a server can do. */
const looking = `
const fs = require("node:fs");
let written = "written";
try { fs.writeFileSync("/written", ""); } catch ({ code }) { written = code; }
console.log(JSON.stringify({
    status: fs.readFileSync("/proc/self/status", "utf8"),
    written,
    token: fs.existsSync("/var/run/secrets/kubernetes.io"),
}));`;
