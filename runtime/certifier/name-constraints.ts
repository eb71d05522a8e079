import { X509Certificate } from "node:crypto";

/** Tags of DER (X.690), and of GeneralName and NameConstraints (RFC 5280 §4.2.1.6, §4.2.1.10). */
const tags = { sequence: 0x30, oid: 0x06, octets: 0x04, extensions: 0xa3, permitted: 0xa0, dns: 0x82, address: 0x87 };
const oid = Buffer.from([0x55, 0x1d, 0x1e]);

/** Addresses of the machine itself. */
const loopback = Buffer.from([127, 0, 0, 0, 255, 0, 0, 0]);

/** The value of the extension 2.5.29.30 for names of these hosts and below, and for addresses of the machine itself. */
export function nameConstraints(hosts: readonly string[]): Buffer {
    const names = hosts.map(host => der(tags.dns, Buffer.from(host, "ascii")));
    const subtrees = [...names, der(tags.address, loopback)].map(name => der(tags.sequence, name));
    return der(tags.sequence, der(tags.permitted, Buffer.concat(subtrees)));
}

/**
 * The hosts whose names an authority may certify, and those below; undefined where it has no such constraint. Throws where the text is no
 * certificate.
 */
export function permittedHosts(authority: string): string[] | undefined {
    const [certificate] = valuesIn(new X509Certificate(authority).raw);
    const [signed] = valuesIn(certificate!.content);
    const extensions = valuesIn(signed!.content).find(({ tag }) => tag === tags.extensions);
    const constraints = valuesIn(valuesIn(extensions?.content)[0]?.content).find(({ content }) =>
        valuesIn(content)[0]?.content.equals(oid),
    );
    const octets = valuesIn(constraints?.content).find(({ tag }) => tag === tags.octets);
    const permitted = valuesIn(valuesIn(octets?.content)[0]?.content).find(({ tag }) => tag === tags.permitted);
    const hosts = valuesIn(permitted?.content)
        .flatMap(({ content }) => valuesIn(content).slice(0, 1))
        .filter(({ tag }) => tag === tags.dns)
        .map(({ content }) => content.toString("ascii"));
    return hosts.length === 0 ? undefined : hosts;
}

/** Whether a name is one of these hosts, or below one. */
export const isBelow = (hosts: readonly string[], name: string) =>
    hosts.some(host => name === host || name.endsWith(`.${host}`));

interface Value {
    readonly tag: number;
    readonly content: Buffer;
}

/** The values of DER one after the other. */
function valuesIn(bytes: Buffer = Buffer.alloc(0)): Value[] {
    const values: Value[] = [];
    for (let at = 0; at < bytes.length;) {
        const tag = bytes[at]!;
        const first = bytes[at + 1]!;
        const more = first < 0x80 ? 0 : first & 0x7f;
        const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
        const begin = at + 2 + more;
        values.push({ tag, content: bytes.subarray(begin, begin + length) });
        at = begin + length;
    }
    return values;
}

/** One DER value; host names keep every length here below 2^16. */
function der(tag: number, content: Uint8Array): Buffer {
    const { length } = content;
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
