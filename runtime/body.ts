import type { IncomingMessage } from "node:http";
import { isTooDeep, MOST_DEPTH } from "./depth";
import { allIsRead } from "./loop";
import { Refusal } from "./refusal";

/** JSON as received, and its value. */
export interface JsonBody {
    readonly text: string;
    readonly value: unknown;
}

/**
 * A request's JSON. Throws a `Refusal` for one that is not JSON, nested too deeply or too big; what is too big is refused before it is
 * sent where its length is announced, and else at the first byte too many.
 */
export async function readJson(request: IncomingMessage, maxBytes: number, remedy?: string): Promise<unknown> {
    checkHeaders(request);
    return parse(await readBytes(request, maxBytes, remedy)).value;
}

/** The same, with its text. */
export async function readJsonBody(request: IncomingMessage, maxBytes: number, remedy?: string): Promise<JsonBody> {
    checkHeaders(request);
    return parse(await readBytes(request, maxBytes, remedy));
}

function checkHeaders({ headers }: IncomingMessage): void {
    const type = headers["content-type"];
    // As nearly all send it.
    const isUsual = type === "application/json";
    if (!isUsual && (type === undefined || !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim()))) {
        throw new Refusal(
            415,
            `content-type ${type === undefined ? "is missing" : "is wrong"}; allowed: application/json`,
        );
    }
    const encoding = headers["content-encoding"];
    if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
        throw new Refusal(415, "content-encoding is wrong; allowed: identity, or no such header");
    }
}

/** A request's body as it came, with the same bound. */
export async function readBytes(
    request: IncomingMessage,
    maxBytes: number,
    remedy = "send fewer records at once",
): Promise<Buffer> {
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
        throw tooBig(maxBytes, remedy);
    }
    // Most bodies come with their heads, so they are whole then, and need no listeners.
    await allIsRead();
    if (!request.complete) return readPieces(request, maxBytes, remedy);
    const whole = (request.read() as Buffer | null) ?? Buffer.alloc(0);
    if (whole.length > maxBytes) throw tooBig(maxBytes, remedy);
    return whole;
}

function readPieces(request: IncomingMessage, maxBytes: number, remedy: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const take = (chunk: Buffer) => {
            size += chunk.length;
            if (size <= maxBytes) {
                chunks.push(chunk);
                return;
            }
            chunks.length = 0;
            request.off("data", take);
            reject(tooBig(maxBytes, remedy));
        };
        request.on("data", take);
        request.on("end", () => {
            resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
        });
        // The sender is gone, so this answer has no reader. A whole request closes, too.
        const cutOff = () => {
            if (!request.complete) reject(new Refusal(400, "the body ended early; send it whole"));
        };
        // Whatever ends it early closes it.
        request.on("close", cutOff);
        if (request.destroyed) cutOff();
    });
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parse(bytes: Buffer): JsonBody {
    let text: string;
    try {
        text = decoder.decode(bytes);
    } catch {
        throw new Refusal(400, "the body is not UTF-8; send JSON in UTF-8");
    }
    if (isTooDeep(bytes, text)) {
        throw new Refusal(400, `the body is nested too deeply; allowed: ${MOST_DEPTH} levels of arrays and objects`);
    }
    try {
        return { text, value: JSON.parse(text) };
    } catch (error) {
        // The engine's own message quotes the body.
        const position = error instanceof Error ? /at position \d+/.exec(error.message)?.[0] : undefined;
        throw new Refusal(400, `the body is not JSON${position === undefined ? "" : ` (${position})`}`);
    }
}

function tooBig(maxBytes: number, remedy: string): Refusal {
    return new Refusal(413, `the body is too big; allowed: ${maxBytes} bytes; ${remedy}`);
}
