import { type FileHandle, open } from "node:fs/promises";

/** What all open files have in common: a test that replaces a method here sees what is done to any of them. */
export async function handles(): Promise<FileHandle> {
    const handle = await open(__filename, "r");
    try {
        return Object.getPrototypeOf(handle) as FileHandle;
    } finally {
        await handle.close();
    }
}
