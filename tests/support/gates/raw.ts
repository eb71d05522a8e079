import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";

import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { Gates } from "./gates";

/** A TLS connection to a region's gate on which a test says every byte itself. */
export function rawConnection(gates: Gates, region: RegionRef, options: ConnectionOptions = {}): Promise<TLSSocket> {
    const { cell } = gates.serving(region);
    return new Promise((resolve, reject) => {
        const socket = connect(
            {
                ...gates.address(region),
                servername: cell.host,
                ca: gates.authority(region).ca,
                ALPNProtocols: ["http/1.1"],
                ...options,
            },
            () => {
                resolve(socket);
            },
        );
        socket.on("error", reject);
    });
}

/** How long an answer may take: each process on its way may get no processor for seconds. */
const patienceMs = 20_000;
/** How long nothing comes after an answer where nothing more is to come. */
const silenceMs = 400;

/** Everything that comes back until the other side closes, or says nothing for a moment after an answer is there. */
export async function exchange(
    socket: TLSSocket,
    bytes: string | Buffer,
    isAnswered: (received: Buffer) => boolean = http1Answers(1),
): Promise<string> {
    return new Promise(resolve => {
        const chunks: Buffer[] = [];
        const done = () => {
            socket.destroy();
            resolve(Buffer.concat(chunks).toString("latin1"));
        };
        let end = setTimeout(done, patienceMs);
        socket.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            if (!isAnswered(Buffer.concat(chunks))) return;
            clearTimeout(end);
            end = setTimeout(done, silenceMs);
        });
        socket.on("close", () => {
            clearTimeout(end);
            done();
        });
        socket.write(bytes);
    });
}

/** Whether so many answers over HTTP/1.1 have begun: each begins where the body before it ends. */
export function http1Answers(count: number) {
    return (received: Buffer) => (received.toString("latin1").match(/HTTP\/1\.1 \d{3}/g)?.length ?? 0) >= count;
}

/** Whether an answer over HTTP/2 has begun, or what came was refused: HEADERS, RST_STREAM or GOAWAY. */
export function http2Answer(received: Buffer): boolean {
    for (let at = 0; at + 9 <= received.length; at += 9 + received.readUIntBE(at, 3)) {
        if ([1, 3, 7].includes(received[at + 3]!)) return true;
    }
    return false;
}

/** The status codes of the answers over HTTP/1.1 in what came back. */
export function statusesIn(received: string): number[] {
    return [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}

/** HTTP/2 frames as bytes (RFC 9113 §3.4, §4.1; RFC 7541 §6.2.2), for requests that no client library sends. */
export const http2 = {
    preface: Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0)]),
    /** A whole request without a body, its headers as literals that are never indexed. */
    headers: (stream: number, headers: readonly (readonly [string, string])[], end = true) =>
        frame(1, end ? 5 : 4, stream, Buffer.concat(headers.map(([name, value]) => literal(name, value)))),
    data: (stream: number, body: string, end = true) => frame(0, end ? 1 : 0, stream, Buffer.from(body)),
    reset: (stream: number) => frame(3, 0, stream, Buffer.from([0, 0, 0, 8])),
    frame,
};

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head[3] = type;
    head[4] = flags;
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
}

function literal(name: string, value: string): Buffer {
    const text = (what: string) => {
        const bytes = Buffer.from(what, "latin1");
        if (bytes.length > 126) throw new Error(`${what} is too long for one byte of length`);
        return Buffer.concat([Buffer.from([bytes.length]), bytes]);
    };
    return Buffer.concat([Buffer.from([0x10]), text(name), text(value)]);
}
