import type { Compression } from "./format";
import { UnpackRefused } from "./refused";

const GIB = 2 ** 30;

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
