import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLogged } from "../command";
import { getTool } from "../index";
import type { Progress } from "../progress";
import type { BuiltImage } from "./build";
import type { Descriptor } from "./layout/blobs";
import { indexOf } from "./layout/documents";

/**
 * Pushes images of a layout to `<registry>/<image>`, every architecture, with the lists of their software as referrers. What the registry
 * has already is not sent again. Credentials are those of `crane auth login` or of Docker's configuration.
 */
export async function pushImages(
    layout: string,
    images: readonly BuiltImage[],
    registry: string,
    progress: Progress,
): Promise<void> {
    const crane = await getTool("crane", progress);
    for (const { name, digest, platforms } of images) {
        await progress.step(`pushing ${name} to ${registry}`, async () => {
            const repository = `${registry}/${name}`;
            for (const pushed of [digest, ...platforms.map(({ sbom }) => sbom)]) {
                await withView(layout, pushed, async (view, log) => {
                    await runLogged({ program: crane, args: ["push", view, `${repository}@${pushed}`], log });
                });
            }
        });
    }
}

/** crane pushes a layout that has one entry: one with the blobs of this layout, and no other entry. */
async function withView(layout: string, digest: string, push: (view: string, log: string) => Promise<void>) {
    const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as { manifests: Descriptor[] };
    const entry = manifests.find(each => each.digest === digest);
    if (entry === undefined) throw new Error(`${layout} has no ${digest}; build it with \`npm run images\``);
    const view = mkdtempSync(join(tmpdir(), "meridian-push-"));
    const log = join(view, "log");
    try {
        mkdirSync(join(view, "blobs"));
        symlinkSync(join(layout, "blobs", "sha256"), join(view, "blobs", "sha256"));
        writeFileSync(join(view, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
        writeFileSync(join(view, "index.json"), JSON.stringify(indexOf([entry])));
        await push(view, log);
    } catch (error) {
        const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-3).join("\n  ") : "";
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n  ${lines}`, { cause: error });
    } finally {
        rmSync(view, { recursive: true, force: true });
    }
}
