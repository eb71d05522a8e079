import { copyFileSync } from "node:fs";
import path from "node:path";

import { answerOf, runLogged } from "../../../tools/command";
import { installOnce } from "../../../tools/install";
import { packageRoot } from "../../../tools/package-root";
import { pipInstall } from "../../../tools/pip";
import { silent, type Progress } from "../../../tools/progress";
import { cachedAt } from "../../../tools/tool";
import { versionIn } from "../../../tools/version";

const folder = "../tests/support/emulators";

/** The directory of the Python packages of moto and gcp-storage-emulator: installed once, and kept in the cache. */
export async function pythonEmulators(progress: Progress = silent): Promise<string> {
    const python = versionIn((await answerOf("python3", ["--version"])) ?? "") ?? "unknown";
    const requirements = `${folder}/requirements.txt`;
    // Some of the packages are compiled for one Python.
    const directory = cachedAt({ name: "cloud-emulators", version: `python-${python}`, recipe: [requirements] });
    const install = (into: string, log: string) => pipInstall(requirements, path.join(into, "lib"), log);
    await installOnce(directory, (into, log) => progress.step("getting moto", () => install(into, log)), progress);
    return path.join(directory, "lib");
}

/** The program of Azurite's blob service, likewise. No script of a package runs. */
export async function azurite(progress: Progress = silent): Promise<string> {
    const files = ["package.json", "package-lock.json"];
    const recipe = files.map(file => `${folder}/azurite/${file}`);
    const directory = cachedAt({ name: "azurite", version: "3.35.0", recipe });
    const install = (into: string, log: string) => {
        for (const file of files) {
            copyFileSync(path.join(packageRoot(), "tools", folder, "azurite", file), path.join(into, file));
        }
        const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        return runLogged({ program: "npm", args, cwd: into, log });
    };
    await installOnce(directory, (into, log) => progress.step("getting Azurite", () => install(into, log)), progress);
    return path.join(directory, "node_modules/azurite/dist/src/blob/main.js");
}
