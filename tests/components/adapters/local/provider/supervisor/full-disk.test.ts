import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { SupervisorClient } from "../../../../../../components/adapters/local/provider/supervisor/client";
import {
    extension,
    supervisorConfiguration,
} from "../../../../../../components/adapters/local/provider/supervisor/daemon";
import { programSection } from "../../../../../../components/adapters/local/provider/supervisor/program";
import { newestLines } from "../../../../../../runtime/watcher/log-lines";
import { getTool } from "../../../../../../tools";
import { fill } from "../../../../../support/full-disk";
import { onDiskOf } from "../../../../../support/store/cluster";
import { Processes } from "../../../../../support/store/processes";
import { until } from "../../../../../support/until";

/** Of a part of a log, before it is rotated (`program.ts`). */
const partBytes = 10 * 1024 * 1024;
/** The same of supervisord's own (`daemon.ts`). */
const ownPartBytes = 1024 * 1024;
const line = `${"x".repeat(99)}\n`;

/** Writes as many lines as a request asks for, to its log alone, and answers once it has. A full pipe has it stand still. */
const talker = `
const { createServer } = require("node:net");
const { rmSync } = require("node:fs");
const line = "x".repeat(99) + String.fromCharCode(10);
rmSync("talker.sock", { force: true });
createServer(asked => {
    asked.on("data", lines => {
        process.stdout.write(line.repeat(Number(lines)), () => asked.end("written"));
    });
}).listen("talker.sock");
`;

describe("the supervisor of a local stack whose disk for logs is full", function () {
    this.timeout(60_000);
    const processes = new Processes();
    let root: string;
    let logs: string;

    before(async function () {
        try {
            const [program, ...args] = onDiskOf(1, "/tmp", ["true"]);
            execFileSync(program!, args, { stdio: "ignore" });
        } catch {
            // A system that allows no process mounts of its own.
            this.skip();
        }
        root = mkdtempSync(path.join(tmpdir(), "meridian-full-"));
        mkdirSync(path.join(root, "programs"));
        writeFileSync(path.join(root, "talker.cjs"), talker);
        const section = programSection({
            name: "talker",
            command: [process.execPath, "talker.cjs"],
            environment: {},
            log: "logs/talker.log",
        });
        writeFileSync(path.join(root, "programs", "talker.conf"), section);
        // supervisord's own log is on the same disk.
        const configuration = supervisorConfiguration.replace("logfile=", "logfile=logs/");
        writeFileSync(path.join(root, "supervisord.conf"), configuration);
        // Two parts of the log, and half of another.
        const [program, ...args] = onDiskOf(25, path.join(root, "logs"), [
            // Some lines are left of its own log before it is rotated.
            ...[
                "sh",
                "-c",
                `head -c ${ownPartBytes - 1_350} /dev/zero >"$0"/logs/supervisord.log; cd "$0" && exec "$@"`,
            ],
            root,
            ...[await getTool("supervisord"), "--nodaemon", "-c", "supervisord.conf"],
        ]);
        processes.start("supervisord", {
            program: program!,
            args,
            log: path.join(root, "supervisord.out"),
            env: extension,
        });
        await until("the program runs", async () => (await talkerState()) === "RUNNING");
        logs = `/proc/${processes.pid("supervisord")}/root${root}/logs`;
    });
    after(async () => {
        await client()
            .shutdown()
            .catch(() => undefined);
        await until("supervisord has ended", () => !processes.isRunning("supervisord")).catch(() => undefined);
        await processes.stop();
        rmSync(root, { recursive: true, force: true });
    });

    const client = () => new SupervisorClient(path.join(root, "supervisor.sock"));
    const talkerState = async () =>
        (
            await client()
                .programs()
                .catch(() => [])
        )[0]?.statename;
    const size = () => statSync(path.join(logs, "talker.log")).size;
    const parts = () => readdirSync(logs).filter(name => name.startsWith("talker.log"));
    /** Rejects where the program stands still. */
    const says = (lines: number) =>
        new Promise<string>((resolve, reject) => {
            let heard = "";
            const socket = connect(path.join(root, "talker.sock"), () => socket.write(String(lines)));
            socket.setTimeout(30_000, () => socket.destroy(new Error("the program stands still")));
            socket.on("data", more => (heard += more.toString()));
            socket.on("error", reject);
            socket.on("close", () => {
                resolve(heard);
            });
        });
    const newest = async () => (await newestLines(path.join(logs, "talker.log"), { most: 5 })).lines;

    it("has its program go on, beyond the end of a part of its log", async () => {
        const nearly = Math.floor(partBytes / line.length) - 50;
        assert.equal(await says(nearly), "written");
        await until("all is written", () => size() === nearly * line.length);
        fill(path.join(logs, "filler"));
        // Far more than a pipe holds: it stands still unless it is read.
        for (let i = 0; i < 20; i++) assert.equal(await says(1_000), "written");
        assert.equal(await talkerState(), "RUNNING");
        assert.ok((await newest()).every(one => one === line.trimEnd()));
    });

    it("writes lines again once there is space, rotates as before, and shows them", async () => {
        rmSync(path.join(logs, "filler"));
        const marker = size();
        assert.equal(await says(100), "written");
        await until("lines come again", () => size() !== marker);
        assert.equal(await says(Math.ceil(partBytes / line.length)), "written");
        await until("it is rotated", () => parts().includes("talker.log.1") && size() < partBytes / 2);
        assert.deepEqual(
            await newest(),
            Array.from({ length: 5 }, () => line.trimEnd()),
        );
    });

    it("restarts a program that ends meanwhile, also at the end of a part of its own log", async () => {
        fill(path.join(logs, "filler"));
        const running = async () => {
            const [program] = await client().programs();
            return program?.statename === "RUNNING" && program.pid;
        };
        for (let restarts = 0; restarts < 2; restarts++) {
            const before = await until("it runs", running);
            process.kill(before, "SIGKILL");
            await until("another runs", async () => ![false, before].includes(await running()));
        }
        await until("it answers", async () => (await says(10).catch(() => "")) === "written");
        assert.ok(processes.isRunning("supervisord"));
        assert.ok(readdirSync(logs).includes("supervisord.log.1"));
    });
});
