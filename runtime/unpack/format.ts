import { UnpackRefused } from "./refused";

/** How an archive is compressed, or not. */
export type Compression = "gzip" | "none";

/** As many bytes of an archive as its format is recognized by: the first header. */
export const headBytes = 512;

interface Magic {
    readonly title: string;
    readonly at?: number;
    readonly bytes: string;
}

/** What users take for archives of tar, or for what is to be unpacked: each by its first bytes (file(1), magic(5)). */
const known: readonly Magic[] = [
    { title: "a ZIP archive", bytes: "PK\x03\x04" },
    { title: "an archive compressed with Zstandard", bytes: "\x28\xb5\x2f\xfd" },
    { title: "an archive compressed with bzip2", bytes: "BZh" },
    { title: "an archive compressed with xz", bytes: "\xfd7zXZ\x00" },
    { title: "an archive compressed with LZ4", bytes: "\x04\x22\x4d\x18" },
    { title: "a 7-Zip archive", bytes: "7z\xbc\xaf\x27\x1c" },
    { title: "an HDF5 file", bytes: "\x89HDF" },
    { title: "a GGUF model", bytes: "GGUF" },
    { title: "a safetensors file", at: 8, bytes: '{"' },
    { title: "a pickle", bytes: "\x80\x04" },
    { title: "a web page", bytes: "<!DOCTYPE" },
    { title: "a pointer of Git LFS", bytes: "version https://git-lfs" },
    { title: "a JSON text", bytes: "{" },
];

const remedy = "put a tar archive there, as `npx meridian pack` makes one, or remove unpack";

/** Whether an archive is compressed, by its first bytes. Throws, with what it is as far as that is known, where it is none. */
export function compressionOf(head: Buffer): Compression {
    if (head.subarray(0, 3).equals(Buffer.from([0x1f, 0x8b, 0x08]))) return "gzip";
    if (head.length === 0) throw new UnpackRefused("the archive is empty", remedy);
    // First, since a header begins with a name, which may begin like another format.
    if (isHeader(head)) return "none";
    const found = known.find(({ at = 0, bytes }) =>
        head.subarray(at, at + bytes.length).equals(Buffer.from(bytes, "latin1")),
    );
    const but = found === undefined ? "" : `, but ${found.title}`;
    throw new UnpackRefused(`the archive is no tar archive${but}`, remedy);
}

/** Whether a block is a header of tar: its bytes add up to its checksum, which itself counts as spaces (POSIX.1-2017, pax). */
function isHeader(block: Buffer): boolean {
    if (block.length < headBytes) return false;
    const written = parseInt(block.toString("latin1", 148, 156).replace(/\0.*$/s, ""), 8);
    const sum = block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 0x20 : byte), 0);
    return sum === written || sum === 8 * 0x20;
}
