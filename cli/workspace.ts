import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dropUnfinishedLocks } from "./local/state";
import { dropSalt, writeWrapper } from "./salt";
import { type Workspace, workspaceOf } from "./workspace-layout";

export { type Workspace, workspaceOf };

/** Makes what is missing of it. */
export function prepareWorkspace(project: string, stack: string, program: string): Workspace {
    const workspace = workspaceOf(project, stack, program);
    mkdirSync(workspace.directory, { recursive: true });
    chmodSync(workspace.directory, 0o700);
    for (const directory of [workspace.home, workspace.state, dirname(workspace.command)]) {
        mkdirSync(directory, { recursive: true });
    }
    makePassphrase(join(workspace.directory, "passphrase"));
    writeWrapper(workspace, program);
    dropSalt(workspace);
    dropUnfinishedLocks(workspace.state);
    return workspace;
}

/**
 * Whole or not at all, and once: state encrypted with half a passphrase, or with one that another first run then
 * replaced, could not be read again. Engines read the file, so all of them use the passphrase that was there first.
 */
function makePassphrase(file: string): void {
    if (existsSync(file)) return;
    const candidate = `${file}.${process.pid}`;
    writeFileSync(candidate, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    try {
        linkSync(candidate, file);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
        rmSync(candidate, { force: true });
    }
}
