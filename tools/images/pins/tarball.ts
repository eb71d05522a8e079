import { gunzipSync } from "node:zlib";

/** Files of a gzipped tar archive, by their paths in it. */
export async function readTarball(
    archive: Uint8Array,
    wanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> {
    const { unpackTar } = await import("modern-tar");
    const entries = await unpackTar(gunzipSync(archive), {
        filter: ({ name, type }) => type === "file" && wanted(name),
    });
    return new Map(entries.map(({ header, data }) => [header.name, data ?? new Uint8Array()]));
}
