import type { Header } from "tar-stream";

import { shown, UnpackRefused } from "./refused";

/** An entry of an archive. */
export interface Entry {
    readonly name: string;
    readonly kind: "file" | "directory" | "link" | "hard link";
    /** Bytes of a file. */
    readonly size: number;
    /** Whether its owner may execute a file. The other bits are not taken over: set-user-ID among them. */
    readonly executable: boolean;
    /** Where a link points. */
    readonly target: string;
    readonly modified: Date;
}

const kinds: Readonly<Record<string, Entry["kind"]>> = {
    file: "file",
    "contiguous-file": "file",
    directory: "directory",
    symlink: "link",
    link: "hard link",
};

const others: Readonly<Record<string, string>> = {
    "character-device": "a device",
    "block-device": "a device",
    fifo: "a named pipe",
};

/** A header as it is read, where its declaration says less: of an unknown type, and without a link. */
type Read = Pick<Header, "name" | "size" | "mode" | "mtime"> & {
    readonly type: string | null;
    readonly linkname: string | null;
    /** Of the pax format, by keyword. */
    readonly pax?: unknown;
};

/** Files with holes in the pax format of GNU tar (version 0.0 leaves them their names), star and Solaris tar. */
const holes = /^(?:GNU\.sparse\.|SCHILY\.realsize$|SUN\.holesdata$)/;

/** An entry as its header has it. */
export function entryOf({ name, type, size, mode, linkname, mtime, pax }: Read): Entry {
    // As before POSIX, when there was no type for directories.
    const kind = type === "file" && name.endsWith("/") ? "directory" : kinds[type ?? ""];
    if (kind === undefined) {
        throw new UnpackRefused(
            `the archive's entry ${shown(name)} is ${others[type ?? ""] ?? "of a type other than file, directory and link"}`,
            "pack files, directories and links alone, without --sparse and --incremental",
        );
    }
    if (Object.keys(pax ?? {}).some(key => holes.test(key))) {
        throw new UnpackRefused(`the archive's entry ${shown(name)} is a file with holes`, "pack without --sparse");
    }
    if (!Number.isSafeInteger(size) || size < 0) {
        throw new UnpackRefused(`the archive's entry ${shown(name)} has no size`, "pack the files again");
    }
    return {
        name,
        kind,
        size: kind === "file" ? size : 0,
        executable: (mode & 0o100) !== 0,
        target: linkname ?? "",
        modified: mtime,
    };
}
