import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Workspace } from "./workspace-layout";

/*
 * The engine stores the salt of a stack's secrets in the state, and also writes it to the stack's file whenever it is missing there. The
 * passphrase of such a stack is generated on this machine, so its salt is useless elsewhere: in a committed file it would only be an
 * unintended change. The file is restored while the engine runs; the engine has read it by then, and finds the salt in the state the next
 * time. A file with encrypted values keeps it.
 *
 * Users may save the file meanwhile, before the engine reads it, or while it derives the key between reading and writing. So the restored
 * content is the latest that was seen without a salt, and only if the engine's differs from it at most in spaces, quotes and a list's last
 * comma, which it writes its own way, or if it is the content at the start. Any other content includes an unseen edit, and loses only the
 * salt.
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
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, lines.join("\n"));
    renameSync(temporary, file);
}

/** Waits for the watcher of an engine that has ended: what it keeps goes last. */
export async function stackFilePutBack(workspace: Workspace, pid: number | undefined): Promise<void> {
    const kept = `${keptFile(workspace)}.${pid ?? ""}`;
    const watches = () => existsSync(kept) || existsSync(`${kept}.newest`);
    for (let tries = 500; tries > 0 && watches(); tries--) await delay(20);
}

function keptFile({ directory }: Workspace): string {
    return join(directory, "stack-file");
}

/**
 * Writes the `pulumi` that comes first on PATH. It becomes the engine itself (same process, so signals and a kill reach
 * the engine), after starting the watcher that puts the stack's file back. The watcher ends with the engine.
 */
export function writeWrapper(workspace: Workspace, program: string): void {
    // By a name of its own, since two runs may start at once.
    const temporary = `${workspace.command}.${process.pid}.tmp`;
    writeFileSync(
        temporary,
        `#!/bin/sh
# The Pulumi engine. Puts the committed stack file back after the engine has written its salt there.
file=${quote(stackFile(workspace))}
kept=${quote(keptFile(workspace))}.$$
bare() {
    grep -v '^${SALT}' "$1" | LC_ALL=C tr -d "[:space:]\\"'" | LC_ALL=C sed 's/,\\([]}]\\)/\\1/g'
}
if [ -f "$file" ] && ! grep -q '^${SALT}' "$file"; then
    # The engine writes in place: on a full disk it would leave nothing, and there would be no copy.
    if ! cp -p "$file" "$kept" || ! cp -p "$file" "$kept.newest"; then
        rm -f "$kept" "$kept.newest"
        echo "no copy of $file can be kept beside it; free some space on that disk, and run this again" >&2
        exit 1
    fi
    (
        trap '' INT TERM HUP
        start=$(bare "$kept")
        ended=
        while [ -z "$ended" ]; do
            kill -0 $$ 2>/dev/null || ended=yes
            if grep -q '^${SALT}' "$file"; then
                grep -Eq '^ *(- )?secure:' "$file" && break
                # The engine writes in place, so that half of it may be seen: it is given the time to become whole.
                tries=5
                while :; do
                    now=$(bare "$file")
                    newest=$(bare "$kept.newest")
                    if [ "$now" = "$start" ]; then
                        # What begins like the engine's text is half of it, and no edit.
                        case "$now" in
                            "$newest"*) mv "$kept" "$file" ;;
                            *) mv "$kept.newest" "$file" ;;
                        esac
                        break 2
                    fi
                    if [ "$now" = "$newest" ]; then
                        mv "$kept.newest" "$file"
                        break 2
                    fi
                    if [ "$tries" -eq 0 ]; then
                        sed '/^${SALT}/d' "$file" >"$kept.newest"
                        mv "$kept.newest" "$file"
                        break 2
                    fi
                    tries=$((tries - 1))
                    sleep 0.1
                done
            fi
            if [ -n "$ended" ] && [ -f "$file" ] && ! cmp -s "$file" "$kept.newest"; then
                # What the newest begins with is what an engine has left that found no space to write the rest.
                case "$(bare "$kept.newest")" in
                    "$(bare "$file")"?*) mv "$kept.newest" "$file" && break ;;
                esac
            fi
            if [ -s "$file" ] && ! cmp -s "$file" "$kept.newest"; then
                # The salt may have come since the look above.
                if cp -p "$file" "$kept.copy" && ! grep -q '^${SALT}' "$kept.copy"; then
                    mv "$kept.copy" "$kept.newest"
                fi
            fi
            [ -n "$ended" ] || sleep 0.1
        done
        rm -f "$kept.copy" "$kept.newest" "$kept"
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
