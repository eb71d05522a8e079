import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

/** Longer than a slow disk takes for the processes that wait before. A process that holds a lock for longer is stuck. */
const PATIENCE_MS = 30_000;
/** Between two attempts, at random, so that waiting processes don't retry together. */
const [LEAST_WAIT_MS, MOST_WAIT_MS] = [2, 20];

type Release = () => void | Promise<void>;
/** One attempt. Undefined while another process holds it. */
type Attempt = (file: string) => Promise<Release | undefined>;

/**
 * Runs a task while no other process of this machine, and no other task of this one, has the lock of the same file, whose directory must
 * exist.
 *
 * The kernel holds the lock and releases it when the process ends, however it ended. So no stale lock can remain, and no process has to
 * check by a process number, which may have been reused, whether the owner is still alive.
 *
 * Throws after 30 seconds, and on systems that have no such lock for Node.
 */
export async function withLock<T>(file: string, task: () => Promise<T>): Promise<T> {
    const release = await take(file);
    try {
        return await task();
    } finally {
        await release();
    }
}

async function take(file: string): Promise<Release> {
    const attempt = attempts[process.platform];
    if (attempt === undefined) {
        throw new Error(`${file} can't be locked on ${process.platform}; run this on Linux or macOS`);
    }
    for (const end = performance.now() + PATIENCE_MS; ;) {
        const release = await attempt(file);
        if (release !== undefined) {
            return release;
        }
        if (performance.now() > end) {
            throw new Error(
                `${file} is locked by another process since ${PATIENCE_MS / 1000} s or more; see what the other one waits for, or end it`,
            );
        }
        await setTimeout(LEAST_WAIT_MS + Math.random() * (MOST_WAIT_MS - LEAST_WAIT_MS));
    }
}

const attempts: Readonly<Partial<Record<NodeJS.Platform, Attempt>>> = { linux: bindName, darwin: openLocked };

/**
 * A Unix socket in Linux' abstract namespace: one process can have a name, and the name is released with the process (unix(7)). It has two
 * limits. The namespace is that of the network, so a container with its own does not see it, as it does not see a local stack's ports. And
 * any account of this machine may take the name: that blocks, which is visible, and gives no access.
 */
async function bindName(file: string): Promise<Release | undefined> {
    const name = await abstractName(file);
    const server = createServer(socket => socket.destroy());
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "EADDRINUSE") {
                resolve(undefined);
            } else {
                reject(new Error(`${file} can't be locked: ${error.message}`));
            }
        });
        // Exclusive: workers of a cluster would otherwise share it.
        server.listen({ path: name, exclusive: true }, () => {
            resolve(() => {
                server.close();
            });
        });
    });
}

/** Of `sockaddr_un.sun_path` on Linux. */
const PATH_BYTES = 108;
/** Before, Node bound another name than it was given, or none (nodejs/node#49667). */
const LEAST_NODE = [20, 8] as const;

/**
 * The same for each path to the file, which need not exist. Some versions of Node fill a shorter name up with zeros and others
 * don't, which makes two names of one.
 */
async function abstractName(file: string): Promise<string> {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
        throw new Error(
            `${file} can't be locked by Node ${process.versions.node}; use Node ${LEAST_NODE.join(".")} or later`,
        );
    }
    const { dev, ino } = await stat(path.dirname(file), { bigint: true });
    const digest = createHash("sha256")
        .update(`${dev}:${ino}/${path.basename(file)}`)
        .digest("hex");
    return `\0meridian-lock-${digest}`.padEnd(PATH_BYTES, "-");
}

/** From <fcntl.h> of macOS: `open` takes the lock of flock(2), or fails. Node hands flags on, but has no name for this one. */
const O_EXLOCK = 0x20;

async function openLocked(file: string): Promise<Release | undefined> {
    try {
        const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK;
        const handle = await open(`${file}.lock`, flags, 0o600);
        return () => handle.close();
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
        throw error;
    }
}
