import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import path from "node:path";

import { mostEntries, mostNameBytes, mostPathBytes } from "../../components/plan/serving/archives";
import { ProjectError } from "../exit";
import { reasonOf, shown } from "../files";

/** A file or directory of an archive. */
export interface Packed {
    /** Its path in the archive. */
    readonly name: string;
    readonly file: string;
    readonly kind: "file" | "directory";
    readonly size: number;
    readonly executable: boolean;
}

/** All below a directory, in an order that is the same everywhere; links as what they lead to. Throws `ProjectError`. */
export function filesIn(root: string): Packed[] {
    const found: Packed[] = [];
    let nameBytes = 0;
    const visit = (below: string, above: readonly string[]) => {
        const directory = path.join(root, below);
        const real = read(directory, () => realpathSync(directory));
        if (above.includes(real)) {
            throw new ProjectError(`${shown(directory)} is a link to a directory that it lies in; remove the link`);
        }
        for (const part of read(directory, () => readdirSync(directory)).sort()) {
            const name = path.posix.join(below, part);
            const packed = packedOf(name, path.join(root, name));
            found.push(packed);
            nameBytes += Buffer.byteLength(name);
            if (found.length > mostEntries) {
                throw new ProjectError(`${shown(root)} has more than ${mostEntries} files and directories; pack fewer`);
            }
            if (nameBytes > mostNameBytes) {
                throw new ProjectError(
                    `the paths in ${shown(root)} have more than ${mostNameBytes} bytes; use shorter ones`,
                );
            }
            if (packed.kind === "directory") visit(name, [...above, real]);
        }
    };
    visit("", []);
    if (found.length === 0) throw new ProjectError(`${shown(root)} is empty; name the directory of a model`);
    return found;
}

function packedOf(name: string, file: string): Packed {
    if (/\p{Cc}/u.test(name)) {
        throw new ProjectError(`${JSON.stringify(name)} has a control character; rename the file`);
    }
    if (Buffer.byteLength(name) >= mostPathBytes) {
        throw new ProjectError(
            `${shown(file)} has a path of ${mostPathBytes} bytes or more in the archive; use shorter names`,
        );
    }
    const stats: Stats = read(file, () => statSync(file));
    const executable = (stats.mode & 0o100) !== 0;
    if (stats.isDirectory()) return { name: `${name}/`, file, kind: "directory", size: 0, executable };
    if (stats.isFile()) return { name, file, kind: "file", size: stats.size, executable };
    throw new ProjectError(`${shown(file)} is neither a file nor a directory; remove it`);
}

function read<T>(file: string, what: () => T): T {
    try {
        return what();
    } catch (error) {
        throw new ProjectError(`${shown(file)} can't be read: ${reasonOf(error)}`);
    }
}
