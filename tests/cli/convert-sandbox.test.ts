import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { sandboxFault } from "../../tools/convert/sandbox";
import { packageRoot } from "../../tools/package-root";
import { command, type Ended, projectWith, type ScratchProject } from "./command";

/** What the code of spy.pkl has found. */
interface Found {
    readonly environment: readonly string[];
    readonly home: readonly string[] | string;
    readonly network: string;
    readonly interfaces: readonly string[];
    readonly capabilities: string;
}

describe("code in a pickle that meridian convert loads", function () {
    this.timeout(120_000);
    let project: ScratchProject;
    let server: Server;
    let connections = 0;
    let open: readonly string[] = [];

    before(async () => {
        project = projectWith({});
        if ((await sandboxFault()) !== undefined) open = ["--without-sandbox"];
        const script = path.join(packageRoot(), "tests/cli/convert/payloads.py");

        server = createServer(socket => {
            connections += 1;
            socket.destroy();
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as { port: number };
        execFileSync("python3", [script, project.root, String(port)]);
    });
    after(() => {
        server.close();
        project.remove();
    });

    const environment = { HOME: process.env.HOME, MERIDIAN_CACHE: process.env.MERIDIAN_CACHE, SECRET: "of the user" };
    const run = (...argv: string[]): Promise<Ended> => project.run(["convert", ...argv], environment);

    function found({ code, stderr }: Ended): Found {
        assert.equal(code, 1, stderr);
        const [, said = ""] = /ended with exit code 3 without a result; its last line: (\{.*\})/.exec(stderr) ?? [];
        return JSON.parse(said) as Found;
    }

    it("has no network, no environment, no files of the user, and no rights", async function () {
        if ((await sandboxFault()) !== undefined) this.skip();
        const { environment, capabilities, ...rest } = found(await run("spy.pkl", "--yes"));
        assert.ok(!environment.includes("SECRET") && !environment.includes("MERIDIAN_CACHE"), environment.join());
        // Of the directory of the model there is the model only; what it writes there is gone with the sandbox.
        assert.deepEqual(rest, { home: ["spy.pkl"], network: "OSError", interfaces: ["lo"] });
        assert.match(capabilities, /^0+$/);
        assert.equal(connections, 0);
        assert.ok(!existsSync(path.join(project.root, "written")));
        assert.deepEqual(
            readdirSync(tmpdir()).filter(name => name.startsWith("meridian-convert-")),
            [],
        );
    });

    it("has them without a sandbox, which has to be said, but for the environment", async () => {
        const ended = await run("spy.pkl", "--yes", "--without-sandbox");
        assert.match(ended.stderr, /It runs WITHOUT A SANDBOX, with all rights of your user/);
        const { environment, network } = found(ended);
        assert.ok(existsSync(path.join(project.root, "written")));
        assert.ok(!environment.includes("SECRET"));
        assert.deepEqual([network, connections], ["reached", 1]);
    });

    it("does not run without agreement", async () => {
        const { code, stdout, stderr } = await run("spy.pkl", ...open);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
            stderr,
            /^warning: spy\.pkl is a pickle.*\nspy\.pkl is not loaded without agreement; pass --yes if you trust its source/,
        );
    });

    it("does not run where the user on a terminal does not agree", function () {
        // It gives a command a terminal.
        if (spawnSync("script", ["--version"]).status !== 0) this.skip();
        const line = [process.execPath, command, "convert", "spy.pkl", ...open].join(" ");
        const { stdout, status } = spawnSync("script", ["-qec", line, "/dev/null"], {
            cwd: project.root,
            input: "n\n",
            encoding: "utf8",
            env: { ...process.env, NO_COLOR: "1" },
        });
        assert.equal(status, 2);
        assert.match(stdout, /Load it\? \[y\/N\] [^]*spy\.pkl is not loaded;/);
    });

    for (const [file, option, value, code, message] of [
        ["sleeper.pkl", "--seconds", "3", "convert/time", /takes longer than 3 seconds/],
        ["glutton.pkl", "--memory-gib", "2", "convert/memory", /does not fit into the memory limit/],
    ] as const) {
        it(`is ended at the limit ${option}`, async () => {
            const { code: ended, stdout } = await run(file, option, value, "--yes", "--json", ...open);
            const { faults } = JSON.parse(stdout) as { faults: { code: string; problem: string }[] };
            assert.deepEqual([ended, faults.map(fault => fault.code)], [1, [code]]);
            assert.match(faults[0]!.problem, message);
        });
    }

    for (const [name, content, message] of [
        ["model.onnx", "\u0008\u0008\u0012\u0004skl2", /is an ONNX model; .* serve it as it is/],
        ["model.tflite", "\u001c\u0000\u0000\u0000TFL3", /is a TensorFlow Lite model; .*docs\/guides\/tflite\.md/],
        ["model.pt", "PK\u0003\u0004", /is a ZIP archive, .* torch\.onnx\.export/],
        ["model.bin", "what is it", /is of no known format; allowed: a pickle of scikit-learn/],
        ["model.pkl", "", /is empty/],
    ] as const) {
        it(`is not looked for in ${name}, which is refused by its first bytes`, async () => {
            project.write(name, content);
            const { code, stderr } = await run(name, "--to", "none.onnx", ...open);
            assert.equal(code, 2);
            assert.match(stderr, message);
        });
    }
});
