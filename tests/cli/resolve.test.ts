import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";

import { type Ended, projectWith, type ScratchProject, sha256, someDigest, stackOf } from "./command";

const dev = "stacks/Pulumi.dev.yaml";
const prod = "stacks/Pulumi.prod.yaml";
const lock = "meridian.lock.json";

interface Result {
    readonly valid: boolean;
    readonly changed: boolean;
    readonly written: boolean;
    readonly file: string;
    readonly releases: readonly { readonly version: string; readonly state: string }[];
    readonly faults: readonly Record<string, unknown>[];
}

const resultOf = ({ stdout }: Ended) => JSON.parse(stdout) as Result;
const states = (ended: Ended) => resultOf(ended).releases.map(({ version, state }) => `${version} ${state}`);
const faults = (ended: Ended) =>
    resultOf(ended).faults.map(
        ({ file, line, column, code, path }) =>
            `${String(file)}:${String(line)}:${String(column)} ${String(code)} ${String(path)}`,
    );

describe("meridian resolve", () => {
    let project: ScratchProject;
    const given = (files: Readonly<Record<string, string>>) => {
        project = projectWith(files);
        return project;
    };
    afterEach(() => {
        project.remove();
    });

    it("writes the digest of each release, sorted, one a line, and ends with 0", async () => {
        given({
            [dev]: stackOf([
                ["10.0.0", "file:models/10.onnx"],
                ["9.0.0", "file:///MODELS/9.onnx", sha256("nine")],
            ]),
            "models/10.onnx": "ten",
            "models/9.onnx": "nine",
        });
        project.write(dev, project.read(dev).replace("/MODELS", path.join(project.root, "models")));
        const { code, stdout, stderr } = await project.ask(["resolve"]);
        assert.equal(stderr, "");
        assert.equal(code, 0);
        assert.equal(
            stdout,
            `model      version  digest               size  state
screening  10.0.0   ${sha256("ten").slice(0, 19)}  3 B   new
screening  9.0.0    ${sha256("nine").slice(0, 19)}  4 B   new
meridian.lock.json: written
`,
        );
        assert.equal(
            project.read(lock),
            `{
  "version": 1,
  "models": {
    "screening": {
      "9.0.0": { "artifact": "file://${project.root}/models/9.onnx", "digest": "${sha256("nine")}", "bytes": 4 },
      "10.0.0": { "artifact": "file:models/10.onnx", "digest": "${sha256("ten")}", "bytes": 3 }
    }
  }
}
`,
        );
        assert.deepEqual(
            readdirSync(project.root).filter(file => file.startsWith(lock)),
            [lock],
        );
        assert.equal((await project.ask(["validate"])).code, 0);
    });

    it("changes nothing the second time", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]), "models/1.onnx": "one" });
        await project.ask(["resolve"]);
        const before = project.read(lock);
        const { code, stdout } = await project.ask(["resolve", "--check"]);
        assert.equal(code, 0);
        assert.match(stdout, /1\.0\.0 .* unchanged\nmeridian\.lock\.json: up to date\n$/);
        assert.equal(project.read(lock), before);
    });

    it("tells all of it as JSON", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]), "models/1.onnx": "one" });
        const ended = await project.ask(["resolve", "--json"]);
        assert.equal(ended.stderr, "");
        assert.deepEqual(JSON.parse(ended.stdout), {
            valid: true,
            changed: true,
            written: true,
            file: lock,
            releases: [
                {
                    model: "screening",
                    version: "1.0.0",
                    artifact: "file:models/1.onnx",
                    digest: sha256("one"),
                    bytes: 3,
                    state: "new",
                },
            ],
            faults: [],
        });
    });

    it("with --check writes nothing, and ends with 1 where the lock is stale", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]), "models/1.onnx": "one" });
        const { code, stdout } = await project.ask(["resolve", "--check"]);
        assert.equal(code, 1);
        assert.match(stdout, /meridian\.lock\.json: out of date; run `meridian resolve`\n$/);
        assert.equal(readdirSync(project.root).includes(lock), false);
    });

    it("refuses an artifact that changed after it was resolved, and leaves the lock", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]), "models/1.onnx": "one" });
        await project.ask(["resolve"]);
        const before = project.read(lock);
        project.write("models/1.onnx", "other");
        const { code, stdout, stderr } = await project.ask(["resolve"]);
        assert.equal(code, 1);
        assert.equal(stdout, "");
        assert.match(
            stderr,
            new RegExp(
                `^error\\[lock/artifact-changed\\]: .*${sha256("other")}.*, expected .*${sha256("one")}.*\n  --> ${dev}:14:11 .*\n` +
                    "(?:.*\n)*1 fault .*; meridian\\.lock\\.json is left as it was\n$",
            ),
        );
        assert.equal(project.read(lock), before);

        project.write(dev, stackOf([["1.0.0", "file:models/1.onnx", sha256("other")]]));
        assert.deepEqual(states(await project.ask(["resolve", "--json"])), ["1.0.0 changed"]);
    });

    it("refuses an artifact whose size is as before and whose bytes are others", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]), "models/1.onnx": "one" });
        await project.ask(["resolve"]);
        const before = project.read(lock);
        project.write("models/1.onnx", "two");
        const ended = await project.ask(["resolve", "--json"]);
        assert.equal(ended.code, 1);
        assert.deepEqual(faults(ended), [`${dev}:14:11 lock/artifact-changed models[0].releases["1.0.0"].artifact`]);
        assert.equal(project.read(lock), before);
    });

    it("takes a release that the config moves elsewhere, and drops those that no stack has", async () => {
        given({
            [dev]: stackOf([
                ["1.0.0", "file:models/1.onnx"],
                ["2.0.0", "file:models/1.onnx"],
            ]),
            "models/1.onnx": "one",
            "models/2.onnx": "two",
        });
        await project.ask(["resolve"]);
        project.write(dev, stackOf([["1.0.0", "file:models/2.onnx"]]));
        assert.deepEqual(states(await project.ask(["resolve", "--json"])), ["1.0.0 changed", "2.0.0 removed"]);
        assert.equal(project.read(lock).includes('"2.0.0"'), false);
    });

    it("refuses an artifact that has not the digest which the config says", async () => {
        given({ [dev]: stackOf([["1.0.0", "file:models/1.onnx", someDigest]]), "models/1.onnx": "one" });
        const ended = await project.ask(["resolve", "--json"]);
        assert.equal(ended.code, 1);
        const [{ allowed, problem, remedy, ...found } = {}, ...others] = resultOf(ended).faults;
        assert.deepEqual([allowed, others], [[], []]);
        assert.ok(String(problem).includes(someDigest) && String(problem).includes(sha256("one")), String(problem));
        assert.notEqual(remedy, "");
        assert.deepEqual(
            [found],
            [
                {
                    file: dev,
                    line: 15,
                    column: 11,
                    code: "release/other-digest",
                    path: 'models[0].releases["1.0.0"].digest',
                    value: someDigest,
                },
            ],
        );
        assert.equal(readdirSync(project.root).includes(lock), false);
    });

    it("tells of every file that can't be read", async () => {
        given({
            [dev]: stackOf([
                ["1.0.0", "file:models/none.onnx"],
                ["2.0.0", "file:models"],
            ]),
        });
        mkdirSync(path.join(project.root, "models"));
        const { code, stderr } = await project.ask(["resolve"]);
        assert.equal(code, 1);
        assert.match(
            stderr,
            /error\[release\/not-found\]: .* models\/none\.onnx: no such file or directory\n {2}--> .*:14:11 /,
        );
        assert.match(
            stderr,
            /error\[release\/not-found\]: .* models: illegal operation on a directory\n {2}--> .*:16:11 /,
        );
        assert.match(stderr, /\n2 faults .*; meridian\.lock\.json is left as it was\n$/);
    });

    it("leaves to the config what it can't read, and asks for its digest", async () => {
        given({
            [dev]: stackOf([
                ["1.0.0", "s3://models/1.onnx", someDigest],
                ["2.0.0", "gs://models/2.onnx"],
            ]),
        });
        const ended = await project.ask(["resolve", "--json"]);
        assert.deepEqual(states(ended), ["1.0.0 declared"]);
        assert.deepEqual(
            resultOf(ended).faults.map(({ code, problem }) => [code, /does not read (\w+)/.exec(String(problem))?.[1]]),
            [["release/digest-missing", "gs"]],
        );
    });

    it("writes no lock where it would say nothing", async () => {
        given({ [dev]: stackOf([["1.0.0", "s3://models/1.onnx", someDigest]]) });
        assert.deepEqual(await project.ask(["resolve"]), {
            code: 0,
            stdout: `model      version  digest               size  state
screening  1.0.0    ${someDigest.slice(0, 19)}        declared
meridian.lock.json: not needed, the config says every digest
`,
            stderr: "",
        });
        assert.equal(readdirSync(project.root).includes(lock), false);
    });

    it("accepts no address with a secret in it, and sends no request", async () => {
        given({ [dev]: stackOf([["1.0.0", "https://me:hunter2@127.0.0.1:1/model.onnx"]]) });
        const user = await project.ask(["resolve", "--json"]);
        project.write(dev, stackOf([["1.0.0", '"https://127.0.0.1:1/model.onnx?X-Amz-Signature=hunter2"']]));
        const signed = await project.ask(["resolve"]);
        assert.deepEqual(faults(user), [`${dev}:14:11 config/secret-in-clear models[0].releases["1.0.0"].artifact`]);
        assert.equal(signed.code, 1);
        assert.equal(`${user.stdout}${signed.stdout}${signed.stderr}`.includes("hunter2"), false);
    });

    it("tells of faults in the form of models, of encrypted ones and of what is no YAML, and of no others", async () => {
        const text = stackOf([["1.0.0", "{ secure: v1:hidden }"]]).replace("service: screening", "service: Not_Right");
        given({ [dev]: text.replace("percent: 100", "percent: 101"), [prod]: "config: [" });
        assert.deepEqual(faults(await project.ask(["resolve", "--json"])), [
            `${dev}:14:11 config/encrypted models[0].releases["1.0.0"].artifact`,
            `${dev}:15:37 config/value models[0].traffic[0].percent`,
            `${prod}:1:10 config/yaml config`,
        ]);
    });

    describe("with several stacks", () => {
        it("resolves those of all, each once, and of one stack only what it has", async () => {
            given({
                [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]),
                [prod]: stackOf([
                    ["1.0.0", "file:models/1.onnx"],
                    ["2.0.0", "file:models/2.onnx"],
                ]),
                "models/1.onnx": "one",
                "models/2.onnx": "two",
            });
            assert.deepEqual(states(await project.ask(["resolve", "--json"])), ["1.0.0 new", "2.0.0 new"]);
            const whole = project.read(lock);
            assert.deepEqual(states(await project.ask(["resolve", "--json", "-s", "dev"])), ["1.0.0 unchanged"]);
            assert.equal(project.read(lock), whole);
        });

        it("checks the digest that each of them says", async () => {
            given({
                [dev]: stackOf([["1.0.0", "file:models/1.onnx", sha256("one")]]),
                [prod]: stackOf([["1.0.0", "file:models/1.onnx", someDigest]]),
                "models/1.onnx": "one",
            });
            assert.deepEqual(faults(await project.ask(["resolve", "--json"])), [
                `${prod}:15:11 release/other-digest models[0].releases["1.0.0"].digest`,
            ]);
        });

        it("refuses two that mean different files by one version, also where only one of them is asked for", async () => {
            given({
                [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]),
                [prod]: stackOf([["1.0.0", "file:models/2.onnx"]]),
                "models/1.onnx": "one",
                "models/2.onnx": "two",
            });
            const { code, stderr } = await project.ask(["resolve"]);
            assert.equal(code, 1);
            assert.match(
                stderr,
                /^error\[lock\/two-artifacts\]: .*"file:models\/2\.onnx", but "file:models\/1\.onnx" in stack "dev".*\n {2}--> .*prod\.yaml:14:11 /,
            );
            assert.deepEqual(faults(await project.ask(["resolve", "--json", "-s", "dev"])), [
                `${dev}:14:11 lock/two-artifacts models[0].releases["1.0.0"].artifact`,
            ]);
        });
    });

    describe("with a lock that can't be read", () => {
        const files = {
            [dev]: stackOf([["1.0.0", "file:models/1.onnx"]]),
            "models/1.onnx": "one",
            [lock]: "<<<<<<< ours\n",
        };

        it("rewrites it", async () => {
            given(files);
            assert.equal((await project.ask(["resolve", "--check"])).code, 1);
            assert.equal(project.read(lock), files[lock]);
            assert.equal((await project.ask(["resolve"])).code, 0);
            assert.match(project.read(lock), /"1\.0\.0": \{ "artifact"/);
        });

        it("can't do so for one stack: what it has of others would be lost", async () => {
            given(files);
            const { code, stderr } = await project.ask(["resolve", "-s", "dev"]);
            assert.equal(code, 2);
            assert.match(stderr, /^meridian\.lock\.json can't be read; run `meridian resolve` to rewrite it\n/);
            assert.equal(project.read(lock), files[lock]);
        });

        it("never writes over one of a later version", async () => {
            given({ ...files, [lock]: '{ "version": 2 }' });
            assert.equal((await project.ask(["resolve"])).code, 2);
            assert.equal(project.read(lock), '{ "version": 2 }');
        });
    });
});
