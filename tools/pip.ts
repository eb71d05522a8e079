import { join } from "node:path";
import { answerOf, runLogged } from "./command";
import { packageRoot } from "./package-root";
import { isAtLeast, versionIn } from "./version";

const MINIMUM_PYTHON = "3.10";

const PINNED = ["--no-deps", "--only-binary", ":all:", "--require-hashes"] as const;

/** Installs what `tools/<requirements>` pins by digest into the directory `lib`. */
export function pipInstall(requirements: string, lib: string, log: string): Promise<void> {
    return pip("install", requirements, ["--target", lib, "--no-compile"], log);
}

/** Puts the wheel for `platform` of what `tools/<requirements>` pins by digest into the directory `into`. */
export function pipDownload(requirements: string, platform: string, into: string, log: string): Promise<void> {
    return pip("download", requirements, ["--platform", platform, "--dest", into], log);
}

async function pip(command: string, requirements: string, options: readonly string[], log: string): Promise<void> {
    const python = versionIn((await answerOf("python3", ["--version"])) ?? "");
    if (python === undefined || !isAtLeast(python, MINIMUM_PYTHON)) {
        const found = python === undefined ? "no python3 is on PATH" : `the python3 on PATH is ${python}`;
        throw new Error(
            `it is installed with Python ${MINIMUM_PYTHON} or later, and ${found}; install Python from https://python.org`,
        );
    }
    if ((await answerOf("python3", ["-m", "pip", "--version"])) === undefined) {
        throw new Error(
            "it is installed with pip, which python3 comes without; install it (`python3 -m ensurepip`, or package python3-pip)",
        );
    }
    const file = join(packageRoot(), "tools", requirements);
    await runLogged({
        program: "python3",
        args: [
            ["-m", "pip", command, "--disable-pip-version-check", "--no-input"],
            [...PINNED, "-r", file],
            [...options, "--no-cache-dir"],
        ].flat(),
        // A user's setting to install into the home directory contradicts a target.
        env: { ...process.env, PIP_USER: "0" },
        log,
    });
}
