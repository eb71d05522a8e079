import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What processes write while they run: logs, stored data, sockets, what the hub remembers. They make and remove files there. */
const foldersOfProcesses = new Set(["audit", "data", "logs", "memory", "run"]);
/** Likewise: what a watcher finds of its region, and the supervisor's own files. */
const filesOfProcesses = /^(verdict\.json|supervisord\.(log|pid))/;

/** A digest of the files that an update makes below a stack's directory: names, contents and modes. */
export function digestOfMade(root: string): string {
    const hash = createHash("sha256");
    for (const file of filesMade(root).sort()) {
        // A missing directory was another test's temporary one: it is not as it was.
        const found = lstatSync(file, { throwIfNoEntry: false });
        if (found?.isFile() === false) continue;
        hash.update(`${path.relative(root, file)}\n${found?.mode ?? "gone"}\n`);
        if (found !== undefined) hash.update(readFileSync(file));
    }
    return hash.digest("hex");
}

function filesMade(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
        const at = path.join(directory, entry.name);
        if (entry.isDirectory()) return foldersOfProcesses.has(entry.name) ? [] : filesMade(at);
        return filesOfProcesses.test(entry.name) ? [] : [at];
    });
}
