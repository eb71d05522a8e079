import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { endProcesses, processesWithEnvironment } from "../../tools/processes";

/**
 * A temporary directory for all stacks of a run. Everything that is started inherits its name as TMPDIR, engines and what
 * they leave running too, so that one look finds it all, whatever state a benchmark was interrupted in.
 */
export class Scratch {
    // Short, since Unix sockets lie below it.
    private readonly directory = mkdtempSync(path.join(tmpdir(), "mb-"));

    constructor() {
        process.env.TMPDIR = this.directory;
    }

    async clear(): Promise<void> {
        // What is ended may have been about to start something.
        for (let found = await this.processes(); found.length > 0; found = await this.processes()) {
            await endProcesses(found);
        }
        rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
    }

    private processes() {
        return processesWithEnvironment("TMPDIR", this.directory);
    }
}
