import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { cacheDirectory } from "../../../../tools/cache";
import { type HeldLock, takeLock } from "../../../../tools/lock";
import { contentOf, sha256 } from "../../../../runtime/files";

const lookAgainMs = 5;
/** A choice takes milliseconds: a process that takes longer has been stopped in the middle of one. */
const patienceMs = 30_000;

/** Holders of ports of a stack, as its book has them. */
export type Book = Readonly<Record<string, number>>;

export async function readBook(book: string): Promise<Book> {
    const content = await contentOf(book);
    return content === undefined ? {} : (JSON.parse(content.toString()) as Book);
}

/**
 * Runs a task that chooses a port and writes it into a book, while no other stack of this user on this machine does so. The task
 * receives the ports of all other stacks: what is to listen there may not do so yet. Where nothing can be kept for this user, for
 * one with a home that is read-only, stacks know nothing of each other.
 */
export async function choosingPort<T>(
    book: string,
    task: (others: ReadonlySet<number>) => Promise<T>,
    register = usualRegister(),
): Promise<T> {
    let lock: HeldLock;
    try {
        await mkdir(register, { recursive: true, mode: 0o700 });
        lock = await turnIn(register);
    } catch {
        return task(new Set());
    }
    try {
        const own = entryOf(book, register);
        const others = await portsOfOthers(register, own);
        await writeFile(own, book, { mode: 0o600 });
        return await task(others);
    } finally {
        lock.release();
    }
}

/** Adds a file of ports that the register lacks: of a stack older than the register, or after the cache was emptied. */
export async function registerBook(book: string, register = usualRegister()): Promise<void> {
    try {
        await mkdir(register, { recursive: true, mode: 0o700 });
        await writeFile(entryOf(book, register), book, { mode: 0o600, flag: "wx" });
    } catch {
        // It is there, or nothing can be kept for this user.
    }
}

function usualRegister(): string {
    return path.join(cacheDirectory(), "ports");
}

function entryOf(book: string, register: string): string {
    return path.join(register, sha256(book).slice("sha256:".length, "sha256:".length + 16));
}

async function turnIn(register: string): Promise<HeldLock> {
    for (const deadline = Date.now() + patienceMs; ;) {
        const taken = takeLock(path.join(register, "lock"));
        if ("release" in taken) return taken;
        if (Date.now() > deadline) throw new Error(`process ${taken.owner.pid} does not end its choice of a port`);
        await pause(lookAgainMs);
    }
}

/** Books of stacks that are gone leave the register. */
async function portsOfOthers(register: string, own: string): Promise<Set<number>> {
    const ports = new Set<number>();
    for (const name of await readdir(register)) {
        const entry = path.join(register, name);
        if (entry === own || !/^[0-9a-f]{16}$/.test(name)) continue;
        const held = Object.values(await readBook(await readFile(entry, "utf8")));
        if (held.length === 0) await rm(entry, { force: true });
        for (const port of held) ports.add(port);
    }
    return ports;
}
