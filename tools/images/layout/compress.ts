import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../cache";
import { npmLock } from "../pins/npm-lock";
import { digestOf } from "./blobs";

/**
 * The archive, compressed as always. Not by Node's zlib, whose output depends on its version and on the processor; this library is JavaScript
 * alone. It takes 70 ms a megabyte, so what it made is cached, by the archive's digest.
 */
export async function compressed(archive: Uint8Array): Promise<Uint8Array> {
    const folder = join(cacheDirectory(), "images", "layers");
    const file = join(folder, `${digestOf(archive).slice("sha256:".length)}-${npmLock("fflate").version}.gz`);
    if (existsSync(file)) return readFileSync(file);
    const { gzipSync } = await import("fflate");
    const content = gzipSync(archive, { level: 6, mtime: 0 });
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, content);
    renameSync(`${file}.${process.pid}`, file);
    return content;
}
