import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A runtime directory for each test of a suite, as a stack has one. */
export function emptyRoot(): { readonly path: string } {
    const root = { path: "" };
    let above = "";
    beforeEach(() => {
        above = mkdtempSync(path.join(tmpdir(), "meridian-root-"));
        root.path = path.join(above, "stack");
    });
    afterEach(() => {
        rmSync(above, { recursive: true, force: true });
    });
    return root;
}
