import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { answerOf, runLogged } from "../../tools/command";
import { isAlive, identify } from "../../tools/process-identity";
import { until } from "../support/until";
import { withTypeScript } from "../support/typescript";
import { packageRoot } from "../../tools/package-root";
import { isolated } from "./fixture";

const node = process.execPath;

describe("a step of a build", () => {
    const { directory } = isolated();
    const file = (name: string) => join(directory("cache"), name);

    it("has all that it prints in the log, after what was there", async () => {
        const log = file("log");
        writeFileSync(log, "before\n");
        const script = 'console.log("out"); console.error("error: " + process.env.STEP + process.cwd())';
        const cwd = directory("cache");
        await runLogged({ program: node, args: ["-e", script], cwd, env: { STEP: "in " }, log });
        assert.deepEqual(readFileSync(log, "utf8").split("\n").sort(), ["", "before", `error: in ${cwd}`, "out"]);
    });

    for (const [title, script, how] of [
        ["its exit code", "process.exit(3)", "exit code 3"],
        ["the signal that ended it", "process.kill(process.pid, 'SIGKILL')", "SIGKILL"],
    ] as const) {
        it(`that fails is named with its arguments and ${title}`, async () => {
            await assert.rejects(runLogged({ program: node, args: ["-e", script], log: file("log") }), {
                message: `${node} -e ${script} ended with ${how}`,
            });
        });
    }

    it("whose program is missing fails", async () => {
        await assert.rejects(runLogged({ program: file("missing"), args: [], log: file("log") }), { code: "ENOENT" });
    });

    it("ends with the process that runs it", async () => {
        const log = file("log");
        const step = "console.log(process.pid); setInterval(() => undefined, 1000)";
        const script = `
            const { readFileSync } = require("node:fs");
            const { runLogged } = require(${JSON.stringify(join(packageRoot(), "tools/command"))});
            void runLogged({ program: process.execPath, args: ["-e", ${JSON.stringify(step)}], log: ${JSON.stringify(log)} });
            setInterval(() => { if (readFileSync(${JSON.stringify(log)}, "utf8").endsWith("\\n")) process.exit(0); }, 20);
        `;
        const builder = spawn(node, [...withTypeScript, "-e", script], { stdio: ["ignore", "ignore", "inherit"] });
        await once(builder, "close");
        const pid = Number(readFileSync(log, "utf8"));
        const left = identify(pid);
        try {
            await until("the step has ended", () => left === undefined || !isAlive(left), 5_000);
        } finally {
            if (left !== undefined && isAlive(left)) process.kill(pid, "SIGKILL");
        }
    });
});

describe("what a program prints", () => {
    it("is both of its streams, and nothing where it fails or is missing", async () => {
        const script = 'console.log("1.2.3"); console.error("a warning")';
        assert.equal(await answerOf(node, ["-e", script]), "1.2.3\na warning\n");
        assert.equal(await answerOf(node, ["-e", `${script}; process.exit(1)`]), undefined);
        assert.equal(await answerOf("/nowhere/program", []), undefined);
    });
});
