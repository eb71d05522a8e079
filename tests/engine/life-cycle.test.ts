import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { sha256 } from "../../runtime/files";
import { answersInBothVersions } from "../support/both-versions";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { digestOf, stackConfig, type StackConfig } from "../support/stack-config";
import { filesOfShares, pids, pidsOfAll, serverOf, watchesOf } from "./running";
import { updated } from "./steps";

const regions = ["eu-eu-central", "eu-eu-west", "us-us-east", "us-us-west"];

/** The second model once more, with a note in the file (`doc_string` of ONNX's ModelProto): another artifact that answers alike. */
function writeThirdRelease(project: string): { artifact: string; digest: string } {
    const model = readFileSync(path.join(project, "stacks/models/screening/2.0.0/model.onnx"));
    const note = Buffer.from("third");
    const content = Buffer.concat([model, Buffer.from([(6 << 3) | 2, note.length]), note]);
    const file = "stacks/models/screening/3.0.0/model.onnx";
    mkdirSync(path.join(project, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(project, file), content);
    return { artifact: `file:${file}`, digest: sha256(content) };
}

interface Model {
    readonly releases: Record<string, unknown>;
    readonly traffic: readonly unknown[];
}

/** Runs it, without traffic. */
function withThirdRelease(config: StackConfig, release: { readonly digest: string }): StackConfig {
    const [model] = config["meridian:models"] as [Model];
    const releases = { ...model.releases, "3.0.0": release };
    const traffic = [...model.traffic, { version: "3.0.0", percent: 0 }];
    return { ...config, "meridian:models": [{ ...model, releases, traffic }] };
}

describe("the life of stack local", function () {
    this.timeout(400_000);
    const config = stackConfig();
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("plain");
    });

    it("changes nothing by a second update", async () => {
        const before = await pidsOfAll(stack);
        assert.deepEqual(await updated(stack), {});
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("adds a release as artifact, port and server in each region, and tells only the gates and who watches", async () => {
        const before = await pidsOfAll(stack);
        const third = writeThirdRelease(stack.project);
        await stack.configure(withThirdRelease(config, third));
        const { create, update, ...others } = await updated(stack);
        const servers = regions.map(
            region => `screening-${region}-screening-3.0.0-${third.digest.slice("sha256:".length).slice(0, 8)}`,
        );
        assert.deepEqual(create, servers.flatMap(server => [server, `${server}-artifact`, `${server}-port`]).sort());
        assert.deepEqual([update, others], [[...filesOfShares(regions), ...watchesOf(regions)].sort(), {}]);
        assert.deepEqual({ ...(await pidsOfAll(stack)), ...before }, await pids(stack));

        await stack.configure(config);
        assert.deepEqual(await updated(stack), { delete: create, update });
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("fails for an artifact that is not the release's, says so, and the regions go on serving the release", async () => {
        const before = await pidsOfAll(stack);
        const wrong = `sha256:${"0".repeat(64)}`;
        await stack.configure(stackConfig({ digests: { "2.0.0": wrong } }));
        const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        const message = `artifact file:stacks/models/screening/2.0.0/model.onnx has digest ${digestOf("2.0.0")}, but the release says ${wrong}`;
        assert.ok(output.includes(message), output);
        assert.doesNotMatch(output, /^\s+at .+:\d+:\d+\)?$/m);
        assert.deepEqual({ ...(await pids(stack)), ...before }, await pids(stack));
        for (const cell of await stack.cells()) await answersInBothVersions(stack, cell);
        await stack.configure(config);
        await stack.up();
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("fails for a faulty config with all its faults, before any resource changes", async () => {
        const before = await pidsOfAll(stack);
        await stack.configure({ ...config, "meridian:domain": "nodots", "meridian:unknown": "hunter2" });
        const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        assert.match(output, /the config has 2 faults/);
        assert.match(output, /config\/unknown-key/);
        assert.doesNotMatch(output, /hunter2/);
        await stack.configure(config);
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("is found whole by a refresh, which changes nothing", async () => {
        const { exitCode, output } = await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        assert.equal(exitCode, 0, output);
        assert.ok((await pids(stack))[serverOf("eu", "eu-west", "2.0.0")]);
    });

    it("leaves no process and no file when it is destroyed", async () => {
        const { exitCode, output, errors } = await stack.run("destroy", "--yes", "--skip-preview");
        assert.equal(exitCode, 0, errors || output);
        assert.deepEqual(await stack.processes(), []);
        assert.ok(!existsSync(stack.root), "the runtime directory is gone");
    });
});
