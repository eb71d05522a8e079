import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { sha256 } from "../../components/adapters/local/provider/files";
import { answersInBothVersions } from "../support/both-versions";
import type { LocalStack } from "../support/local-stack";
import { sharedStack } from "../support/shared-stack";
import { digestOf, stackConfig, type StackConfig } from "../support/stack-config";
import { pids, pidsOfAll, serverOf } from "./running";
import { planned, updated } from "./steps";

const regions = ["eu-eu-central", "eu-eu-west", "us-us-east", "us-us-west"];
const regionHost = "eu-west.eu.screening.localhost";
const gateFiles = (regions: readonly string[]) => regions.map(region => `screening-${region}-gate-files`);

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
    this.timeout(120_000);
    const config = stackConfig({ canary: 30 });
    let stack: LocalStack;

    before(async () => {
        stack = await sharedStack("plain");
    });

    /** What hub and commands are told of releases, regions and shares: files that they watch or read. */
    const told = ["hub-file", "hub-watched"];
    const watches = (regions: readonly string[]) => regions.map(region => `hub-${region}-watcher-watch`);

    const ports = () => JSON.parse(readFileSync(path.join(stack.root, "ports.json"), "utf8")) as Record<string, number>;

    it("changes nothing by a second update", async () => {
        const before = await pidsOfAll(stack);
        assert.deepEqual(await planned(stack), {});
        assert.deepEqual(await updated(stack), {});
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("changes only files by a change of shares, the gates' and what hub and commands are told, and no process", async () => {
        const before = await pidsOfAll(stack);
        await stack.configure(config);
        const update = [...told, ...gateFiles(regions)].sort();
        assert.deepEqual(await planned(stack), { update });
        assert.deepEqual(await updated(stack), { update });
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("adds a region by making its own things and telling its peers and the edge, and takes just these away again", async () => {
        const [portsBefore, pidsBefore] = [ports(), await pidsOfAll(stack)];
        const peers = ["eu-eu-central", "eu-eu-west"];
        const changed = [...gateFiles(peers), ...watches(peers), ...told, "edge-files"].sort();
        await stack.configure(
            stackConfig({ canary: 30, eu: ["local:eu-west", "local:eu-central", "local:eu-north"], euBackup: null }),
        );
        const { create = [], update = [], ...others } = await updated(stack);
        assert.ok(create.length > 0 && create.every(name => name.includes("eu-north")), create.join(", "));
        // The edge waits for each way into each region, so it is asked again; it is not started anew.
        assert.deepEqual([update.filter(name => name !== "edge"), others], [changed, {}]);
        assert.deepEqual({ ...ports(), ...portsBefore }, ports());
        assert.deepEqual({ ...(await pidsOfAll(stack)), ...pidsBefore }, await pids(stack));
        const [eu] = await stack.cells();
        assert.deepEqual([...eu!.regions].sort(), ["local:eu-central", "local:eu-north", "local:eu-west"]);

        await stack.configure(config);
        const { delete: deleted = [], update: back = [], ...rest } = await updated(stack);
        assert.deepEqual(deleted, create);
        assert.deepEqual([back.filter(name => name !== "edge"), rest], [changed, {}]);
        assert.deepEqual(ports(), portsBefore);
        assert.deepEqual(await pidsOfAll(stack), pidsBefore);
        assert.ok(!existsSync(stack.inCell("eu", "eu-north")));
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
        assert.deepEqual([update, others], [[...gateFiles(regions), ...watches(regions), ...told].sort(), {}]);
        assert.deepEqual({ ...(await pidsOfAll(stack)), ...before }, await pids(stack));

        await stack.configure(config);
        assert.deepEqual(await updated(stack), { delete: create, update });
        assert.deepEqual(await pidsOfAll(stack), before);
    });

    it("fails for an artifact that is not the release's, says so, and the regions go on serving the release", async () => {
        const before = await pidsOfAll(stack);
        const wrong = `sha256:${"0".repeat(64)}`;
        await stack.configure(stackConfig({ canary: 30, digests: { "2.0.0": wrong } }));
        const { exitCode, output } = await stack.run("up", "--yes", "--skip-preview");
        assert.notEqual(exitCode, 0);
        const message = `artifact file:stacks/models/screening/2.0.0/model.onnx has digest ${digestOf("2.0.0")}, but the release says ${wrong}`;
        assert.ok(output.includes(message), output);
        assert.deepEqual({ ...(await pids(stack)), ...before }, await pids(stack));
        for (const cell of await stack.cells()) await answersInBothVersions(stack, cell);
        await stack.configure(config);
        await stack.up();
        assert.deepEqual(await planned(stack), {});
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

    it("has everything that a user has replaced by hand, and replaces nothing else", async () => {
        const before = await pidsOfAll(stack);
        const named = ["screening-eu-eu-west", "screening-eu-eu-west-gate-files", `${regionHost}-gate`];
        const urns = (await stack.engine.ask(["stack", "--show-urns", "--stack", stack.name])).match(/urn:\S+/g) ?? [];
        const replaced = urns.filter(urn => urn.includes("dynamic/local") && named.includes(urn.split("::").at(-1)!));
        assert.equal(replaced.length, named.length);
        const { exitCode, output } = await stack.run(
            ...["up", "--yes", "--skip-preview"],
            ...replaced.flatMap(urn => ["--replace", urn]),
        );
        assert.equal(exitCode, 0, output);
        assert.match(output, /\+-3 replaced/);
        assert.deepEqual(await planned(stack), {});
        const after = await pidsOfAll(stack);
        const restarted = Object.keys(before).filter(name => after[name] !== before[name]);
        assert.deepEqual(restarted, ["screening-eu-eu-west-gate"]);
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
