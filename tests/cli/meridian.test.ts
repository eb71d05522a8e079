import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import { command, model, projectWith, type ScratchProject, stackOf, validStack } from "./command";

describe("meridian", () => {
    let project: ScratchProject;
    before(() => {
        project = projectWith({
            "models/1.onnx": model,
            "stacks/Pulumi.dev.yaml": validStack,
            "stacks/Pulumi.bad.yaml": validStack.replace("percent: 100", "percent: 99"),
            "stacks/Pulumi.many.yaml": stackOf(
                Array.from({ length: 600 }, (_, i) => [`1.0.${i}`, `s3://models/${i}`] as const),
            ),
        });
    });
    after(() => {
        project.remove();
    });

    it("shows what it can do, on standard output where that is asked for", async () => {
        const asked = await project.run(["--help"]);
        assert.equal(asked.code, 0);
        assert.match(
            asked.stdout,
            /^usage: meridian <command> \[options\]\n\n {2}validate .*\n {2}explain .*\n {2}routes .*\n {2}resolve /,
        );
        assert.deepEqual(await project.run([]), { code: 2, stdout: "", stderr: asked.stdout });
        assert.deepEqual(await project.run(["help"]), asked);
    });

    it("shows what each command takes, whatever else is said", async () => {
        for (const name of ["validate", "routes", "resolve"]) {
            const { code, stdout, stderr } = await project.run([name, "--nonsense", "-h"], {}, "/");
            assert.deepEqual([code, stderr], [0, ""]);
            assert.match(stdout, new RegExp(`^usage: meridian ${name} `));
            assert.equal((await project.run(["help", name])).stdout, stdout);
        }
    });

    it("has lines that fit on a screen of 125 columns", async () => {
        for (const topic of [[], ["validate"], ["routes"], ["resolve"]]) {
            const { stdout } = await project.run([...topic, "--help"]);
            assert.deepEqual(
                stdout.split("\n").filter(line => line.length > 125),
                [],
            );
        }
    });

    it("tells its version", async () => {
        const { version } = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as {
            version: string;
        };
        assert.equal((await project.run(["--version"])).stdout, `${version}\n`);
    });

    it("says the same where tests run it in a process that stays, whatever ran there before", async () => {
        for (const argv of [
            ["validate", "-s", "dev"],
            ["validate", "--all", "--json"],
            ["routes", "-s", "dev", "--json"],
            ["resolve", "-s", "many", "--check"],
            ["hub", "-s", "dev"],
            ["--help"],
            ["validate", "--stak", "--json"],
        ]) {
            assert.deepEqual(await project.ask(argv), await project.run(argv), argv.join(" "));
        }
        const forced = ["validate", "--all"];
        const colours = { FORCE_COLOR: "1" };
        assert.deepEqual(await project.ask(forced, colours), await project.run(forced, colours));
        assert.deepEqual(await project.ask(forced), await project.run(forced));
    });

    const refused: readonly (readonly [argv: readonly string[], message: string])[] = [
        [["validat"], "unknown command validat; did you mean validate?; `meridian --help` shows what there is"],
        [["constructor"], "unknown command constructor; `meridian --help` shows what there is"],
        [["--stack", "dev"], "no command before --stack; `meridian --help` shows what there is"],
        [["help", "me"], "unknown command me; `meridian --help` shows what there is"],
        [
            ["validate", "--stak"],
            "unknown option --stak; did you mean --stack?; `meridian validate --help` shows what there is",
        ],
        [
            ["validate", "--all", "-s", "dev"],
            "--all and --stack exclude each other; `meridian validate --help` shows what there is",
        ],
    ];
    for (const [argv, message] of refused) {
        it(`can't be run as meridian ${argv.join(" ")}`, async () => {
            assert.deepEqual(await project.run(argv), { code: 2, stdout: "", stderr: `${message}\n` });
        });
    }

    it("tells as JSON, too, that it can't be run", async () => {
        const { stdout } = await project.run(["validate", "--json", "--stak"]);
        assert.deepEqual(JSON.parse(stdout), { error: "unknown option --stak; did you mean --stack?" });
    });

    it("is silent when the reader stops, of a report and of faults", async () => {
        for (const [stream, argv] of [
            ["stdout", ["validate", "-s", "many", "--json"]],
            ["stderr", ["validate", "-s", "many"]],
        ] as const) {
            const child = spawn(process.execPath, [command, ...argv], { cwd: project.root });
            let rest = "";
            child[stream === "stdout" ? "stderr" : "stdout"]
                .setEncoding("utf8")
                .on("data", (text: string) => (rest += text));
            child[stream].once("data", () => child[stream].destroy());
            const code = await new Promise(resolve => child.on("close", resolve));
            assert.deepEqual([code, rest], [1, ""]);
        }
    });

    it("ends with 2 when what it says can't be written", function () {
        if (!existsSync("/dev/full")) this.skip();
        const full = openSync("/dev/full", "w");
        const { status, stderr } = spawnSync(process.execPath, [command, "--help"], {
            stdio: ["ignore", full, "pipe"],
        });
        closeSync(full);
        assert.equal(status, 2);
        assert.equal(stderr.toString(), "the answer can't be written: no space left on device\n");
    });

    it("has colours where they are forced, each stream its own, and never in JSON", async () => {
        const forced = { FORCE_COLOR: "1" };
        const good = await project.run(["validate", "-s", "dev"], forced);
        assert.match(good.stdout, /dev\.yaml: \u001b\[32mvalid\u001b\[39m \(/);
        const bad = await project.run(["validate", "-s", "bad"], forced);
        assert.match(bad.stderr, /^\u001b\[31merror\[traffic\/shares-sum\]\u001b\[39m\u001b\[1m: /);
        const json = await project.run(["validate", "-s", "bad", "--json"], forced);
        assert.equal(json.stdout.includes("\u001b"), false);
    });

    it("has colours on a terminal, unless it is asked to have none", function () {
        if (spawnSync("script", ["--version"]).status !== 0) this.skip();
        const onTerminal = (env: NodeJS.ProcessEnv) =>
            spawnSync("script", ["-qec", `"${process.execPath}" "${command}" validate -s dev`, "/dev/null"], {
                cwd: project.root,
                env: { PATH: process.env.PATH, TERM: "xterm", SHELL: "/bin/sh", ...env },
                encoding: "utf8",
            }).stdout;
        assert.match(onTerminal({}), /\u001b\[32mvalid\u001b\[39m/);
        assert.match(onTerminal({ NO_COLOR: "1" }), /dev\.yaml: valid \(/);
    });
});
