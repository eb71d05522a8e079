import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { EnvoyConfiguration } from "../../../components/gate/configuration";
import { verdict } from "../../../components/gate/health/verdict";
import { planConfig } from "../../../components/plan/plan";
import { beginJudgements } from "../../../runtime/keeper/gate-files";
import { validate } from "../../../runtime/keeper/validate";
import { findTool } from "../../../tools";
import { envoyAsJudge, type Judge } from "../../components/gate/envoy";
import { placed, subjectKey } from "../../components/gate/placed";
import { screening } from "../../components/plan/screening";

describe("a gate's configuration that is validated before use", function () {
    this.timeout(60_000);
    // Where `placed` says that gates find it.
    assert.equal(subjectKey.environment, "SUBJECT_KEY");
    const given = process.env.SUBJECT_KEY;
    let judge: Judge;
    let envoy: string;
    before(async () => {
        process.env.SUBJECT_KEY = "some key";
        judge = await envoyAsJudge();
        envoy = await findTool("envoy");
    });
    after(async () => {
        if (given === undefined) delete process.env.SUBJECT_KEY;
        else process.env.SUBJECT_KEY = given;
        await judge.dismiss();
    });

    /** Of a gate that watches a file while it is validated: what the region's watcher decides. */
    const configuration = (): EnvoyConfiguration => {
        const gates = placed(planConfig(screening()).plan, judge.certificate);
        const one = gates.configuration(gates.servings[0]!);
        return { ...one, judged: true, clusters: [...one.clusters, verdict(place().directory)] };
    };
    const place = () => ({ root: judge.directory, directory: "gate" });
    const files = () => readdirSync(path.join(judge.directory, "gate")).sort();
    beforeEach(() => beginJudgements(place(), configuration()));

    it("passes, and leaves no file", async () => {
        const before = files();
        await validate(place(), configuration(), envoy);
        assert.deepEqual(files(), before);
    });

    it("is refused with Envoy's own reason", async () => {
        const [first, ...rest] = configuration().clusters;
        const wrong = { ...configuration(), clusters: [{ ...first, connect_timeout: "soon" }, ...rest] };
        await assert.rejects(
            validate(place(), wrong, envoy),
            /^Error: envoy refuses the configuration for gate: .*connect_timeout/s,
        );
    });

    it("names the limit of Linux where no more files can be watched, what takes how many, and how to raise it", async function () {
        // A user namespace has a limit of its own (user_namespaces(7)).
        const exhausted = path.join(judge.directory, "envoy-without-instances");
        const lowered = 'echo 0 > /proc/sys/user/max_inotify_instances && exec "$0" "$@"';
        writeFileSync(
            exhausted,
            `#!/bin/sh\nexec unshare --user --map-root-user /bin/sh -c '${lowered}' '${envoy}' "$@"\n`,
            { mode: 0o755 },
        );
        try {
            execFileSync(exhausted, ["--version"], { stdio: "pipe" });
        } catch (error) {
            console.log(`      skipped: no user namespace here: ${String((error as { stderr?: Buffer }).stderr)}`);
            this.skip();
        }
        await assert.rejects(validate(place(), configuration(), exhausted), ({ message }: Error) => {
            assert.match(message, /^envoy can watch no files for gate: .*fs\.inotify\.max_user_instances/);
            assert.match(message, /a gate takes 10, the sidecar of a custom server 6, an edge 2/);
            assert.match(message, /sudo sysctl fs\.inotify\.max_user_instances=\d+$/);
            return true;
        });
    });
});
