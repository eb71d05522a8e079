import { createHash } from "node:crypto";
import { createServer } from "node:net";

import { removeFile, replaceFile } from "../../../../runtime/files";
import { loopback } from "../loopback";
import { resolveIn } from "./files";
import type { Kind } from "./kind";
import { inTurn } from "./mutex";
import { type Book, choosingPort, readBook, registerBook } from "./port-register";

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

/**
 * A free port of this machine, reserved for one listener as long as the resource exists. The stack's file of ports maps holders to ports, and
 * other stacks of the same user use none of them. The first choice follows from the name, so a recreated stack has the same addresses if
 * they are free.
 */
export const port: Kind<PortInputs, PortOutputs> = {
    identify: ({ holder }) => holder,
    apply: ({ root, holder }, before) =>
        inTurn(book(root), async () => {
            const held = await readBook(book(root));
            const known = held[holder] ?? ownBefore(before, held);
            const keep = async (port: number) => {
                await replaceFile(book(root), `${JSON.stringify({ ...held, [holder]: port }, null, 1)}\n`);
                return { host: loopback, port };
            };
            if (known !== undefined) {
                await registerBook(book(root));
                return keep(known);
            }
            return choosingPort(book(root), async others =>
                keep(await firstFree(firstChoice(root, holder), new Set([...Object.values(held), ...others]))),
            );
        }),
    inspect: async ({ root, holder }) => {
        const held = (await readBook(book(root)))[holder];
        return held === undefined ? undefined : { host: loopback, port: held };
    },
    remove: ({ root, holder }) =>
        inTurn(book(root), async () => {
            const { [holder]: _, ...rest } = await readBook(book(root));
            await (Object.keys(rest).length > 0
                ? replaceFile(book(root), `${JSON.stringify(rest, null, 1)}\n`)
                : removeFile(resolveIn(root), book(root)));
        }),
};

function book(root: string): string {
    return resolveIn(root, "ports.json");
}

function firstChoice(root: string, holder: string): number {
    const hash = createHash("sha256")
        .update(`${resolveIn(root)}\n${holder}`)
        .digest()
        .readUInt32BE(0);
    return range.from + (hash % (range.to - range.from));
}

/** With the book lost the port stays: it is not free, but because the holder itself listens there. */
function ownBefore(before: PortOutputs | undefined, held: Book): number | undefined {
    return before === undefined || Object.values(held).includes(before.port) ? undefined : before.port;
}

async function firstFree(from: number, taken: ReadonlySet<number>): Promise<number> {
    for (let tried = 0; tried < range.to - range.from; tried++) {
        const candidate = range.from + ((from - range.from + tried) % (range.to - range.from));
        if (!taken.has(candidate) && (await isFree(candidate))) {
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
