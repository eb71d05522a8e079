import { rm } from "node:fs/promises";

import type { Log } from "../log";
import { besides, unpackedFault } from "../unpack/record";
import { type Order, unpack } from "../unpack/unpack";
import type { Environment } from "./environment";

type Directory = Pick<Environment, "file" | "digest">;

/** Where the archive lies until it is unpacked. */
export function archiveBeside(directory: string): string {
    return besides(directory, "archive");
}

/** Whether the directory is what the release's archive becomes, unchanged. */
export async function isUnpacked({ file: directory, digest }: Directory): Promise<boolean> {
    return (await unpackedFault(directory, digest)) === undefined;
}

/** Makes the directory of the archive, which goes then. */
export async function unpackArchive(
    { file: directory, digest }: Directory,
    begun: Order["begun"] & {},
    log: Log,
): Promise<void> {
    const archive = archiveBeside(directory);
    const started = performance.now();
    const made = await unpack({ archive, digest, directory, begun });
    await rm(archive, { force: true });
    log.info("unpacked", { directory, digest, ...made, tookMs: Math.round(performance.now() - started) });
}
