import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Fills the folder by `build`, whole or not at all: an older layout there is replaced. Refuses a folder with anything else in it. */
export async function layoutIn<T>(folder: string, build: (into: string) => Promise<T>): Promise<T> {
    if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, "oci-layout"))) {
        throw new Error(`${folder} has files that are no OCI image layout; name an empty or a new folder with --out`);
    }
    mkdirSync(dirname(folder), { recursive: true });
    const into = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
    try {
        const result = await build(into);
        rmSync(folder, { recursive: true, force: true });
        renameSync(into, folder);
        return result;
    } finally {
        rmSync(into, { recursive: true, force: true });
    }
}
