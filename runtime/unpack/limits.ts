import type { Compression } from "./format";
import { UnpackRefused } from "./refused";

const GIB = 2 ** 30;

/** Files, directories and links of an archive. */
export const mostEntries = 100_000;

/** Linux limits a part of a path to 255 bytes, and a path to 4,096, of which the directory's own path takes some. */
export const mostPartBytes = 255;
export const mostPathBytes = 3072;

/** All paths and link targets together, which stay in memory until the end: some 300 bytes for each entry. */
export const mostNameBytes = 32 * 2 ** 20;

/** Weights hardly shrink, and texts to a tenth: what grows further was made to fill a disk. */
const mostGrowth = 20;

/** How large an archive may become without its compression. */
export interface BytesLimit {
    readonly bytes: number;
    readonly exceeded: () => UnpackRefused;
}

/** The limit for an archive. What isn't compressed can't become larger than it is. */
export function bytesLimit(archiveBytes: number, compression: Compression): BytesLimit {
    if (compression === "none") return { bytes: archiveBytes, exceeded: cutOff };
    const bytes = Math.max(GIB, mostGrowth * archiveBytes);
    return {
        bytes,
        exceeded: () =>
            new UnpackRefused(
                `the archive has more than ${bytes} bytes without its compression, the limit for a compressed archive of its size`,
                "pack without compression: what isn't compressed has no limit but the disk",
            ),
    };
}

/** An archive that is not whole. */
export function cutOff(): UnpackRefused {
    return new UnpackRefused("the archive ends before its end", "see that the archive is whole: tar -tf <archive>");
}
