import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { cacheDirectory } from "../../../tools/cache";
import { answerOf } from "../../../tools/command";
import { installOnce } from "../../../tools/install";
import { packageRoot } from "../../../tools/package-root";
import { pipInstall } from "../../../tools/pip";
import { progressOn } from "../../../tools/progress";
import { versionIn } from "../../../tools/version";

/** Why packages that are pinned for one platform can't be installed here; undefined where they can. */
export async function lackingForPackages(): Promise<string | undefined> {
    const platform = `${process.platform}-${process.arch}`;
    const python = versionIn((await answerOf("python3", ["--version"])) ?? "") ?? "none";
    return platform === "linux-x64" && python.startsWith("3.11.")
        ? undefined
        : `they are pinned for linux-x64 and Python 3.11; here are ${platform} and ${python}`;
}

/** Where the packages of a file that pins them by digest are in the user's cache; got where they are not. */
export async function pythonPackages(name: string, requirements: string): Promise<string> {
    const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
    const directory = path.join(cacheDirectory(), "bench", `${name.toLowerCase()}-${digest}`);
    const progress = progressOn(process.stderr);
    const relative = path.relative(path.join(packageRoot(), "tools"), requirements);
    await progress.step(`getting ${name}`, () =>
        installOnce(directory, (into, log) => pipInstall(relative, into, log), progress),
    );
    return directory;
}
