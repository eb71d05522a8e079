/** A header of an archive as a test wants it, right or wrong, and what follows it. */
export interface TarEntry {
    readonly name: string;
    /** The type's character (POSIX.1-2017, pax): `0` a file, by default. */
    readonly type?: string;
    readonly content?: Buffer | string;
    readonly mode?: number;
    readonly target?: string;
    /** In place of the content's. */
    readonly size?: number;
}

const blockBytes = 512;

/** What an archive ends with. */
export const endOfTar = Buffer.alloc(2 * blockBytes);

/** An archive of these entries, byte for byte. */
export function tarOf(...entries: readonly TarEntry[]): Buffer {
    return Buffer.concat([...entries.map(blocksOf), endOfTar]);
}

/** One entry: its header, and its content in whole blocks. */
export function blocksOf({ name, type = "0", content = "", mode = 0o644, target = "", size }: TarEntry): Buffer {
    const data = Buffer.from(content);
    const header = Buffer.alloc(blockBytes);
    const octal = (value: number, at: number, length: number) =>
        header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
    header.write(name, 0, 100, "utf8");
    octal(mode, 100, 8);
    octal(0, 108, 8);
    octal(0, 116, 8);
    octal(size ?? data.length, 124, 12);
    octal(1_700_000_000, 136, 12);
    header.write("        ", 148, "latin1");
    header.write(type, 156, "latin1");
    header.write(target, 157, 100, "utf8");
    header.write("ustar\x0000", 257, "latin1");
    const sum = header.reduce((sum, byte) => sum + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return Buffer.concat([header, data, Buffer.alloc(-data.length & (blockBytes - 1))]);
}
