import { unwatchFile, watchFile } from "node:fs";

const POLL_MS = 250;
/** Longer than a poll, so that files which belong together (a certificate and its key) are seen as one change. */
const SETTLE_MS = 300;

/**
 * Calls `changed` after any of the files was written, replaced, removed or made; returns what ends it.
 *
 * Polls, because notifications follow the inode: they miss a file replaced by rename, the swapped symbolic link of a
 * mounted Kubernetes secret, and most network file systems.
 */
export function watchFiles(paths: readonly string[], changed: () => void): () => void {
    let settling: NodeJS.Timeout | undefined;
    const listener = () => {
        clearTimeout(settling);
        settling = setTimeout(changed, SETTLE_MS);
    };
    for (const path of paths) {
        watchFile(path, { interval: POLL_MS, persistent: false }, listener);
    }
    return () => {
        clearTimeout(settling);
        for (const path of paths) {
            unwatchFile(path, listener);
        }
    };
}
