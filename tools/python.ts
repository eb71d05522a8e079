import { join } from "node:path";
import { answerOf, runLogged } from "./command";
import { installOnce } from "./install";
import { pipInstall } from "./pip";
import { silent, type Progress } from "./progress";
import { cachedAt } from "./tool";

/** The interpreter that packages are installed for. */
export interface Python {
    /** Itself, not a script that chooses one. */
    readonly executable: string;
    readonly version: string;
    /** What of it is not below `/usr`. */
    readonly directories: readonly string[];
}

/** Packages of PyPI that a file pins by digest. */
export interface Packages {
    /** What they are stored as. */
    readonly name: string;
    /** From `tools/`. */
    readonly requirements: string;
    /** Versions of Python for which the file has wheels. */
    readonly python: readonly string[];
    /** The step is shown under this title. */
    readonly getting: string;
}

const platforms: readonly string[] = ["linux-x64", "linux-arm64"];

const describe =
    "import json, os, platform, sys; print(json.dumps([os.path.realpath(sys.executable), platform.python_version(), platform.python_implementation(), platform.libc_ver()[0], sys.base_prefix, sys.base_exec_prefix]))";

/** The python3 on PATH, if the packages are pinned for it. */
async function findPython({ python }: Packages): Promise<Python> {
    const platform = `${process.platform}-${process.arch}`;
    if (!platforms.includes(platform)) {
        throw new Error(`they are pinned for ${platforms.join(" and ")}, and this is ${platform}`);
    }
    const said = await answerOf("python3", ["-I", "-S", "-c", describe]);
    const [executable = "", version = "none", implementation, libc, ...prefixes] = said
        ? (JSON.parse(said) as string[])
        : [];
    const minor = /^\d+\.\d+/.exec(version)?.[0] ?? "";
    if (implementation !== "CPython" || !python.includes(minor) || libc !== "glibc") {
        const found = said
            ? `${implementation} ${version} with ${libc === "glibc" ? libc : "another C library"}`
            : "none";
        throw new Error(
            `they are pinned for CPython ${python.join(", ")} with glibc, and the python3 on PATH is ${found}; put one of those first on PATH`,
        );
    }
    return { executable, version, directories: [...new Set(prefixes)].filter(prefix => !prefix.startsWith("/usr")) };
}

/** The interpreter, and the directory of the packages, which are installed once and stored in the cache. */
export async function getPackages(
    packages: Packages,
    progress: Progress = silent,
): Promise<{ readonly python: Python; readonly directory: string }> {
    const { name, requirements, getting } = packages;
    const python = await findPython(packages);
    const cached = cachedAt({ name, version: `python-${python.version}`, recipe: [requirements] });
    const build = async (into: string, log: string) => {
        const lib = join(into, "lib");
        await pipInstall(requirements, lib, log);
        // Otherwise each start compiles them again where it can't write.
        const args = ["-I", "-S", "-m", "compileall", "-q", "-j", "0", lib];
        await runLogged({ program: python.executable, args, log });
    };
    await installOnce(cached, (into, log) => progress.step(getting, () => build(into, log)), progress);
    return { python, directory: join(cached, "lib") };
}
