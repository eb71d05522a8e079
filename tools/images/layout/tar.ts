import type { Entry } from "../content/content";

/** The beginning of time, so that bytes depend on content alone: a commit that changes nothing in an image leaves its digest. */
export const epoch = new Date(0);

/**
 * A tar archive of the entries: by their paths, with the folders above them, owned by root where they name no owner. Neither the order in which entries are given nor
 * the modes, owners and times of files on this machine are in it.
 */
export async function tarOf(entries: readonly Entry[]): Promise<Uint8Array> {
    const all = withFolders(entries);
    const { packTar } = await import("modern-tar");
    return packTar(
        all.map(entry => {
            const owned = { mtime: epoch, uid: 0, gid: 0, uname: "", gname: "" };
            if ("target" in entry) {
                return {
                    header: {
                        ...owned,
                        name: entry.path,
                        type: "symlink",
                        linkname: entry.target,
                        size: 0,
                        mode: 0o777,
                    },
                };
            }
            if ("mode" in entry) {
                const { path, mode, owner = 0 } = entry;
                const header = { ...owned, uid: owner, gid: owner, name: `${path}/`, type: "directory" as const };
                return { header: { ...header, size: 0, mode } };
            }
            const mode = entry.executable ? 0o755 : 0o644;
            return {
                header: { ...owned, name: entry.path, type: "file", size: entry.data.length, mode },
                body: entry.data,
            };
        }),
    );
}

function withFolders(entries: readonly Entry[]): Entry[] {
    const found = new Map<string, Entry>();
    for (const entry of entries) {
        if (found.has(entry.path)) throw new Error(`${entry.path} is in a layer twice; leave one of them out`);
        if (!/^(?!\.\.?(\/|$))[\w.+@-]+(\/(?!\.\.?(\/|$))[\w.+@-]+)*$/.test(entry.path)) {
            throw new Error(
                `${entry.path} is no path of an image; allowed: letters, digits and . + @ _ - between single slashes, without one at the start, and no . or .. alone`,
            );
        }
        found.set(entry.path, entry);
    }
    for (const { path } of entries) {
        const parts = path.split("/");
        for (let depth = 1; depth < parts.length; depth++) {
            const folder = parts.slice(0, depth).join("/");
            if (!found.has(folder)) found.set(folder, { path: folder, mode: 0o755 });
        }
    }
    // By code units: the order of a locale is the machine's.
    return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
