import { createHash } from "node:crypto";
import { createServer } from "node:net";

import { contentOf, removeFile, replaceFile, resolveIn } from "./files";
import type { Kind } from "./kind";
import { inTurn } from "./mutex";

export interface PortInputs {
    readonly root: string;
    /** What listens there. */
    readonly holder: string;
}

export interface PortOutputs {
    readonly host: string;
    readonly port: number;
}

/** Below the range that Linux hands to clients (32768 on), so that no outgoing connection takes one. */
const range = { from: 20_000, to: 32_000 };

const loopback = "127.0.0.1";

/**
 * A free port of this machine, kept for one listener as long as the resource lives. The stack's book of ports says who
 * has which; the first choice is the same for the same name, so that a stack made anew gets the same addresses when they
 * are free.
 */
export const port: Kind<PortInputs, PortOutputs> = {
    identify: ({ holder }) => holder,
    apply: ({ root, holder }, before) =>
        inTurn(book(root), async () => {
            const held = await readBook(root);
            const chosen =
                held[holder] ?? ownBefore(before, held) ?? (await firstFree(firstChoice(root, holder), held));
            await replaceFile(book(root), `${JSON.stringify({ ...held, [holder]: chosen }, null, 1)}\n`);
            return { host: loopback, port: chosen };
        }),
    inspect: async ({ root, holder }) => {
        const held = (await readBook(root))[holder];
        return held === undefined ? undefined : { host: loopback, port: held };
    },
    remove: ({ root, holder }) =>
        inTurn(book(root), async () => {
            const { [holder]: _, ...rest } = await readBook(root);
            await (Object.keys(rest).length > 0
                ? replaceFile(book(root), `${JSON.stringify(rest, null, 1)}\n`)
                : removeFile(resolveIn(root), book(root)));
        }),
};

function book(root: string): string {
    return resolveIn(root, "ports.json");
}

async function readBook(root: string): Promise<Record<string, number>> {
    const content = await contentOf(book(root));
    return content === undefined ? {} : (JSON.parse(content.toString()) as Record<string, number>);
}

function firstChoice(root: string, holder: string): number {
    const hash = createHash("sha256")
        .update(`${resolveIn(root)}\n${holder}`)
        .digest()
        .readUInt32BE(0);
    return range.from + (hash % (range.to - range.from));
}

/** With the book lost the port stays: it is not free, but because the holder itself listens there. */
function ownBefore(before: PortOutputs | undefined, held: Readonly<Record<string, number>>): number | undefined {
    return before === undefined || Object.values(held).includes(before.port) ? undefined : before.port;
}

async function firstFree(from: number, held: Readonly<Record<string, number>>): Promise<number> {
    const taken = Object.values(held);
    for (let tried = 0; tried < range.to - range.from; tried++) {
        const candidate = range.from + ((from - range.from + tried) % (range.to - range.from));
        if (!taken.includes(candidate) && (await isFree(candidate))) {
            return candidate;
        }
    }
    throw new Error(
        `no free port between ${range.from} and ${range.to} on ${loopback}; end a program that listens there`,
    );
}

function isFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer();
        server.once("error", () => {
            resolve(false);
        });
        server.listen({ port, host: loopback, exclusive: true }, () =>
            server.close(() => {
                resolve(true);
            }),
        );
    });
}
