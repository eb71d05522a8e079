import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";

const types = { A: 1, NS: 2, AAAA: 28 } as const;
/** By version of IP; what is no address is a name server. */
const typeOf = (value: string) => ({ 0: types.NS, 4: types.A, 6: types.AAAA })[isIP(value)]!;
const codes = { ok: 0, failed: 2, noSuchName: 3 } as const;

/** A server of DNS over UDP (RFC 1035) for names of a test, as that of a cluster answers for headless Services. */
export class DnsServer {
    private readonly names = new Map<string, readonly string[]>();
    /** `silent`: takes queries and does not answer. `failing`: SERVFAIL. */
    state: "answering" | "silent" | "failing" = "answering";
    queries = 0;

    private constructor(private readonly socket: Socket) {
        socket.on("message", (message, from) => {
            this.take(message, from);
        });
    }

    static async start(host = "127.0.0.1"): Promise<DnsServer> {
        const socket = createSocket("udp4");
        socket.bind(0, host);
        await once(socket, "listening");
        return new DnsServer(socket);
    }

    /** As `setServers` of `node:dns` has it. */
    get address(): string {
        const { address, port } = this.socket.address();
        return `${address}:${port}`;
    }

    /** Addresses of a name, of either type, or its name servers; with none the name is there and has no record. */
    set(name: string, values: readonly string[]): void {
        this.names.set(name, values);
    }

    /** What it answers; undefined where it does not know the name. */
    of(name: string): readonly string[] | undefined {
        return this.names.get(name);
    }

    remove(name: string): void {
        this.names.delete(name);
    }

    close(): void {
        this.socket.close();
    }

    private take(message: Buffer, from: RemoteInfo): void {
        this.queries += 1;
        if (this.state === "silent") return;
        const { name, type, end } = questionIn(message);
        const values = this.names.get(name);
        const known = (values ?? []).filter(value => typeOf(value) === type);
        const code = this.state === "failing" ? codes.failed : values === undefined ? codes.noSuchName : codes.ok;
        const answers = code === codes.ok ? known.map(value => recordOf(type, value)) : [];
        const header = Buffer.alloc(12);
        message.copy(header, 0, 0, 2);
        // An authoritative answer to a standard query; recursion is neither wanted nor available.
        header.writeUInt16BE(0x8400 | code, 2);
        header.writeUInt16BE(1, 4);
        header.writeUInt16BE(answers.length, 6);
        this.socket.send(Buffer.concat([header, message.subarray(12, end), ...answers]), from.port, from.address);
    }
}

function questionIn(message: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
    const labels: string[] = [];
    let at = 12;
    for (let length = message[at]!; length > 0; length = message[at]!) {
        labels.push(message.toString("ascii", at + 1, at + 1 + length));
        at += length + 1;
    }
    return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** For the name of the question, valid for five seconds as CoreDNS has it. */
function recordOf(type: number, value: string): Buffer {
    const data =
        type === types.A
            ? Buffer.from(value.split(".").map(Number))
            : type === types.AAAA
              ? groupsOf(value)
              : Buffer.concat([...value.split(".").map(labelOf), Buffer.of(0)]);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(5, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
}

const labelOf = (label: string) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, "ascii")]);

/** An address of IPv6, with at most one `::`. */
function groupsOf(address: string): Buffer {
    const [before = [], after = []] = address.split("::").map(part => part.split(":").filter(group => group !== ""));
    const all = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
    return Buffer.from(all.map(group => group.padStart(4, "0")).join(""), "hex");
}
