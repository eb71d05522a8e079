import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { identify, isAlive, type ProcessIdentity } from "./process-identity";

export interface HeldLock {
    release(): void;
}

/** Takes the lock, also from an owner that has ended; or says which living process has it. */
export function takeLock(path: string): HeldLock | { readonly owner: ProcessIdentity } {
    const self = identify(process.pid);
    if (self === undefined) {
        const remedy = process.platform === "linux" ? "see that /proc is mounted" : "see that ps is on PATH";
        throw new Error(`process ${process.pid} can't find its own start time; ${remedy}`);
    }
    const claim = `${path}.${process.pid}`;
    // A link appears together with its content: no other process can read a lock without an owner.
    writeFileSync(claim, JSON.stringify(self));
    try {
        for (;;) {
            try {
                linkSync(claim, path);
                return {
                    release() {
                        if (ownerOf(path)?.pid === self.pid) rmSync(path, { force: true });
                    },
                };
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
            }
            const owner = ownerOf(path);
            if (owner !== undefined && isAlive(owner)) return { owner };
            rmSync(path, { force: true });
        }
    } finally {
        rmSync(claim, { force: true });
    }
}

function ownerOf(path: string): ProcessIdentity | undefined {
    try {
        return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity;
    } catch {
        return undefined;
    }
}
