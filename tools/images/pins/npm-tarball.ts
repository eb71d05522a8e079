import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../cache";
import { runLogged } from "../../command";
import { silent, type Progress } from "../../progress";
import { packageRoot } from "../../package-root";
import type { NpmPin } from "./pins";

/**
 * The package's file, downloaded once by npm, which knows the registry and its credentials. Refuses a file without the pinned digest.
 */
export async function fetchTarball(pin: NpmPin, progress: Progress = silent): Promise<Uint8Array> {
    const { name, version } = pin;
    const downloads = join(cacheDirectory(), "images", "downloads");
    const file = join(downloads, `${name}-${version}.tgz`);
    if (!existsSync(file)) {
        mkdirSync(downloads, { recursive: true });
        const into = mkdtempSync(join(downloads, "npm-"));
        try {
            await progress.step(`getting ${name} ${version}`, () =>
                runLogged({
                    program: "npm",
                    args: ["pack", `${name}@${version}`, "--pack-destination", into, "--ignore-scripts", "--silent"],
                    cwd: packageRoot(),
                    log: join(downloads, `${name}.log`),
                }),
            );
            renameSync(join(into, readdirSync(into)[0]!), file);
        } finally {
            rmSync(into, { recursive: true, force: true });
        }
    }
    const content = readFileSync(file);
    const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
    if (integrity === pin.integrity) return content;
    rmSync(file);
    throw new Error(
        `${name} ${version} has the digest ${integrity}, pinned is ${pin.integrity}; the registry serves another file: compare it with the vendor's before \`npm run images -- --update-pins\``,
    );
}
