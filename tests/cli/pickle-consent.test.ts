import assert from "node:assert/strict";
import path from "node:path";

import { formOf } from "../../cli/convert/form";
import { readSettings } from "../../cli/convert/settings";
import { UsageError } from "../../cli/exit";
import { confined } from "../../tools/convert/sandbox";
import { projectWith, type ScratchProject } from "./command";

describe("meridian convert, before it loads a file", () => {
    let project: ScratchProject;
    before(() => {
        project = projectWith({});
    });
    after(() => {
        project.remove();
    });

    const form = (name: string, begin: string) => {
        project.write(name, Buffer.from(begin, "latin1"));
        return formOf(path.join(project.root, name));
    };

    for (const [what, begin] of [
        ["of protocol 2", "\x80\x02"],
        ["of protocol 5", "\x80\x05"],
        ["packed by gzip", "\x1f\x8b"],
        ["packed by zlib", "\x78\x9c"],
        ["packed by zlib at its lowest level", "\x78\x01"],
        ["packed by bzip2", "BZh9"],
        ["packed by xz", "\xfd7zXZ"],
        ["packed by lzma", "\x5d\x00\x00"],
    ] as const) {
        it(`takes a file ${what} for a pickle, whatever its name is`, () => {
            for (const name of ["model.pkl", "model.json", "model.txt"]) assert.equal(form(name, begin), "pickle");
        });
    }

    it("takes an old pickle for one by its name, and models that run no code for what they are", () => {
        assert.equal(form("model.JOBLIB", "csklearn"), "pickle");
        assert.equal(form("model.json", '{"learner":{}}'), "xgboost");
        assert.equal(form("model.ubj", "{L\x00"), "xgboost");
        assert.equal(form("model.txt", "tree\nversion=v4"), "lightgbm");
    });

    it("ends with 2 at a pickle without agreement, with what its code could do", async () => {
        project.write("model.pkl", Buffer.from("\x80\x04.", "latin1"));
        const { code, stdout, stderr } = await project.ask(["convert", "model.pkl", "--without-sandbox"]);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
            stderr,
            /WITHOUT A SANDBOX, with all rights of your user.*\nmodel\.pkl is not loaded without agreement/,
        );
    });

    it("agrees to nothing and has limits unless options say so", () => {
        const { agreed, withoutSandbox, limits, to } = readSettings(["models/1.pkl"]);
        assert.deepEqual([agreed, withoutSandbox, to], [false, false, "models/1.onnx"]);
        assert.deepEqual(limits, { seconds: 600, memoryGiB: 8 });
        const said = readSettings(["1.pkl", "--seconds", "86400", "--memory-gib", "1024", "--tolerance", "0"]);
        assert.deepEqual([said.limits, said.tolerance], [{ seconds: 86_400, memoryGiB: 1_024 }, 0]);
    });

    for (const line of [
        "--seconds 0",
        "--seconds 86401",
        "--seconds 1.5",
        "--seconds soon",
        "--memory-gib 0",
        "--memory-gib 1025",
        "--tolerance -1",
        "--tolerance 1.1",
        "--input-features 0",
        "--input 1st",
        `--input ${"i".repeat(129)}`,
        "--from keras",
        "--to model.json",
    ]) {
        it(`refuses ${line.slice(0, 30)}`, () => {
            const [option, value = ""] = line.split(" ");
            assert.throws(() => readSettings(["1.pkl", `${option}=${value}`]), UsageError);
        });
    }

    for (const sandbox of [true, false]) {
        it(`starts the converter with limits and without the caller's environment, ${sandbox ? "in" : "also without"} a sandbox`, () => {
            process.env.MERIDIAN_SECRET = "of the user";
            const limits = { seconds: 1.5, memoryGiB: 2 };
            const { program, args, env, remove } = confined({ command: ["convert", "it"], reads: [], limits, sandbox });
            remove();
            delete process.env.MERIDIAN_SECRET;
            assert.ok(!JSON.stringify(env).includes("of the user"));
            assert.deepEqual(args.slice(-2), ["convert", "it"]);
            const bounds = args.indexOf(String(2 * 2 ** 20));
            assert.equal(args[bounds + 1], "2");
            const own = ["--user", "--mount", "--net", "--pid", "--ipc", "--uts", "--kill-child"];
            assert.deepEqual(
                [program, own.filter(one => args.includes(one))],
                sandbox ? ["unshare", own] : ["/bin/sh", []],
            );
        });
    }
});
