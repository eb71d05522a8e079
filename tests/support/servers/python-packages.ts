import path from "node:path";

import { answerOf } from "../../../tools/command";
import { packageRoot } from "../../../tools/package-root";
import { type Progress, progressOn } from "../../../tools/progress";
import { getPackages } from "../../../tools/python";
import { versionIn } from "../../../tools/version";

/** Why packages that are pinned for one platform can't be installed here; undefined where they can. */
export async function missingForPackages(): Promise<string | undefined> {
    const platform = `${process.platform}-${process.arch}`;
    const python = versionIn((await answerOf("python3", ["--version"])) ?? "") ?? "none";
    return platform === "linux-x64" && python.startsWith("3.11.")
        ? undefined
        : `they are pinned for linux-x64 and Python 3.11; here are ${platform} and ${python}`;
}

/** The packages of a file that pins them by digest, in the user's cache. They are installed if missing. */
export async function pythonPackages(
    name: string,
    file: string,
    progress: Progress = progressOn(process.stderr),
): Promise<string> {
    const requirements = path.relative(path.join(packageRoot(), "tools"), file);
    const pinned = { name: name.toLowerCase(), requirements, python: ["3.11"], getting: `getting ${name}` };
    return (await getPackages(pinned, progress)).directory;
}

/** MLServer with its runtime for scikit-learn. */
export function mlserverPackages(progress?: Progress): Promise<string> {
    return pythonPackages(
        "MLServer",
        path.join(packageRoot(), "tests", "support", "servers", "mlserver.txt"),
        progress,
    );
}
