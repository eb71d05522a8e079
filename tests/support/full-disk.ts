import { closeSync, openSync, writeSync } from "node:fs";

/** Fills the disk that a file is on to the last byte, as another program could. */
export function fill(file: string): void {
    const filler = openSync(file, "w");
    try {
        for (const size of [64 * 1024, 512, 1]) writeUntilFull(filler, Buffer.alloc(size));
    } finally {
        closeSync(filler);
    }
}

function writeUntilFull(file: number, block: Buffer): void {
    try {
        for (;;) writeSync(file, block);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
}
