import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runLogged } from "../command";
import type { Progress } from "../progress";
import { entriesOf, type LayoutImage } from "./layout";

/**
 * Pushes images of a layout to `<registry>/<image>` by the program `crane`: every architecture, with the lists of their software as referrers.
 * What the registry has already is not sent again. Credentials are those of `crane auth login` or of Docker's configuration.
 */
export async function pushImages(
    layout: string,
    images: readonly LayoutImage[],
    registry: string,
    crane: string,
    progress: Progress,
): Promise<void> {
    for (const { name, digest, referrers } of images) {
        await progress.step(`pushing ${name} to ${registry}`, async () => {
            for (const pushed of [digest, ...referrers]) {
                await withView(resolve(layout), pushed, async (view, log) => {
                    const args = ["push", view, `${registry}/${name}@${pushed}`];
                    await runLogged({ program: crane, args, log });
                });
            }
        });
    }
}

/** crane pushes a layout that has one entry: one with the blobs of this layout, and no other entry. */
async function withView(layout: string, digest: string, push: (view: string, log: string) => Promise<void>) {
    const manifests = entriesOf(layout).filter(each => each.digest === digest);
    const view = mkdtempSync(join(tmpdir(), "meridian-push-"));
    const log = join(view, "log");
    try {
        mkdirSync(join(view, "blobs"));
        symlinkSync(join(layout, "blobs", "sha256"), join(view, "blobs", "sha256"));
        writeFileSync(join(view, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
        writeFileSync(join(view, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
        await push(view, log);
    } catch (error) {
        const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-3).join("\n  ") : "";
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n  ${lines}`, { cause: error });
    } finally {
        rmSync(view, { recursive: true, force: true });
    }
}
