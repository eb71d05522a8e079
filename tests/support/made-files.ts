import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import path from "node:path";

import { allBelow } from "../engine/machine";

/** What processes write while they run: logs, stored data, sockets' and supervisor's own files, and what a watcher finds of its region. */
const ofProcesses = /(^|\/)(logs|run|data|audit|memory)\/|(^|\/)(verdict\.json|supervisord\.(log|pid))$/;

/** A digest of the files that an update makes below a stack's directory: names, contents and modes. */
export function digestOfMade(root: string): string {
    const hash = createHash("sha256");
    for (const file of allBelow(root).files.sort()) {
        const [name, found] = [path.relative(root, file), lstatSync(file)];
        if (!found.isFile() || ofProcesses.test(name)) continue;
        hash.update(`${name}\n${found.mode}\n`).update(readFileSync(file));
    }
    return hash.digest("hex");
}
