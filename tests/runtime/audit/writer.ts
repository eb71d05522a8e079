import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

import type { AuditEvent } from "../../../components/watch/audit/entry";
import type { TrailFiles } from "../../../components/watch/audit/trail";
import { packageRoot } from "../../../tools/package-root";

const built = path.join(packageRoot(), "dist/runtime/audit/trail.js");

/** Appends a given number of entries, and prints the number of each when it is on disk. */
const program = `
const [files, event, times] = process.argv.slice(1).map(text => JSON.parse(text));
const { appendEntry } = require(${JSON.stringify(built)});
(async () => {
    for (let i = 0; i < times; i++) {
        const { entry } = await appendEntry(files, event);
        process.stdout.write(entry.seq + "\\n");
    }
})();
`;

/** A process of its own that appends to a trail. */
export class Writer {
    /** Numbers of the entries that were confirmed on disk. */
    readonly acknowledged: number[] = [];
    readonly process: ChildProcess;
    private readonly ended: Promise<number | string>;

    constructor(files: TrailFiles, event: AuditEvent, times: number) {
        const argv = [files, event, times].map(value => JSON.stringify(value));
        const child = spawn(process.execPath, ["-e", program, ...argv], { stdio: ["ignore", "pipe", "inherit"] });
        this.process = child;
        createInterface(child.stdout).on("line", line => this.acknowledged.push(Number(line)));
        // On close, all of its output was read.
        this.ended = once(child, "close").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? "");
    }

    end(): Promise<number | string> {
        return this.ended;
    }

    async kill(): Promise<void> {
        this.process.kill("SIGKILL");
        await this.ended;
    }
}
