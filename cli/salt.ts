import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Workspace } from "./workspace";

/*
 * The engine keeps the salt of a stack's secrets in the state, and writes it to the stack's file as well whenever it
 * is missing there. The passphrase of such a stack is made on this machine, so its salt means nothing to others: in a
 * committed file it would only be a change that nobody made. The file is put back while the engine runs on; the
 * engine has read it by then, and finds the salt in the state the next time. A file with encrypted values keeps it.
 */

const SALT = "encryptionsalt:";
const ENCRYPTED_VALUE = /^\s*(- )?secure:/m;

export function stackFile({ project, stack }: Pick<Workspace, "project" | "stack">): string {
    return join(project, configDirectory(project), `Pulumi.${stack}.yaml`);
}

function configDirectory(project: string): string {
    const file = join(project, "Pulumi.yaml");
    if (!existsSync(file)) return ".";
    return /^stackConfigDir:\s*["']?([^"'\s#]+)/m.exec(readFileSync(file, "utf8"))?.[1] ?? ".";
}

/** Takes out a salt that a run has left which was cut off, or that belongs to a passphrase long gone. */
export function dropSalt(workspace: Pick<Workspace, "project" | "stack">): void {
    const file = stackFile(workspace);
    if (!existsSync(file)) return;
    const text = readFileSync(file, "utf8");
    if (!text.includes(SALT) || ENCRYPTED_VALUE.test(text)) return;
    const lines = text.split("\n").filter(line => !line.startsWith(SALT));
    writeFileSync(`${file}.tmp`, lines.join("\n"));
    renameSync(`${file}.tmp`, file);
}

/** Waits for the watcher of an engine that has ended. */
export async function stackFilePutBack(workspace: Workspace, pid: number | undefined): Promise<void> {
    for (let tries = 100; tries > 0 && existsSync(`${keptFile(workspace)}.${pid ?? ""}`); tries--) await delay(20);
}

function keptFile({ directory }: Workspace): string {
    return join(directory, "stack-file");
}

/**
 * Writes the `pulumi` that comes first on PATH. It becomes the engine itself (same process, so signals and a kill reach
 * the engine), after starting the watcher that puts the stack's file back. The watcher ends with the engine.
 */
export function writeWrapper(workspace: Workspace, program: string): void {
    const temporary = `${workspace.command}.tmp`;
    writeFileSync(
        temporary,
        `#!/bin/sh
# The Pulumi engine. Puts the committed stack file back after the engine has written its salt there.
file=${quote(stackFile(workspace))}
kept=${quote(keptFile(workspace))}.$$
if [ -f "$file" ] && ! grep -q '^${SALT}' "$file"; then
    cp -p "$file" "$kept"
    (
        trap '' INT TERM HUP
        ended=
        while [ -z "$ended" ]; do
            kill -0 $$ 2>/dev/null || ended=yes
            if grep -q '^${SALT}' "$file"; then
                grep -Eq '^ *(- )?secure:' "$file" || mv "$kept" "$file"
                break
            fi
            [ -n "$ended" ] || sleep 0.1
        done
        rm -f "$kept"
    ) </dev/null >/dev/null 2>&1 &
fi
exec ${quote(program)} "$@"
`,
    );
    chmodSync(temporary, 0o755);
    renameSync(temporary, workspace.command);
}

/** For a POSIX shell. */
export function quote(text: string): string {
    return `'${text.replaceAll("'", `'\\''`)}'`;
}
