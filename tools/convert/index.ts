import { join } from "node:path";
import { answerOf, runLogged } from "../command";
import { installOnce } from "../install";
import { packageRoot } from "../package-root";
import { pipInstall } from "../pip";
import { silent, type Progress } from "../progress";
import { cachedAt } from "../tool";

/** Python with the packages that convert models, and the program that does. */
export interface Converter {
    /** The interpreter itself, not a script that chooses one. */
    readonly python: string;
    /** Directories that it reads. */
    readonly reads: readonly string[];
    /** Of `main.py`, before its job. */
    readonly args: readonly string[];
}

const requirements = "convert/requirements.txt";
/** What requirements.txt has wheels for. */
const pinnedFor = { python: ["3.10", "3.11", "3.12", "3.13"], platforms: ["linux-x64", "linux-arm64"] } as const;

/** The converter, whose packages are installed once and stored in the cache. */
export async function getConverter(progress: Progress = silent): Promise<Converter> {
    const python = await findPython();
    const directory = cachedAt({ name: "convert", version: `python-${python.version}`, recipe: [requirements] });
    const build = async (into: string, log: string) => {
        const packages = join(into, "lib");
        await pipInstall(requirements, packages, log);
        // Each run would compile them again, as it can't write.
        const args = ["-I", "-S", "-m", "compileall", "-q", "-j", "0", packages];
        await runLogged({ program: python.executable, args, log });
    };
    await installOnce(
        directory,
        (into, log) =>
            progress.step("getting scikit-learn, XGBoost, LightGBM and their converters", () => build(into, log)),
        progress,
    );
    const packages = join(directory, "lib");
    const program = join(packageRoot(), "tools", "convert", "converter");
    return {
        python: python.executable,
        reads: [...python.directories, packages, program],
        // Nothing of the user's: no environment, no site packages; and no directory of the program, which names itself.
        args: ["-I", "-S", "-B", join(program, "main.py"), packages],
    };
}

interface Python {
    readonly executable: string;
    readonly version: string;
    readonly directories: readonly string[];
}

const describe =
    "import json, os, platform, sys; print(json.dumps([os.path.realpath(sys.executable), platform.python_version(), platform.python_implementation(), platform.libc_ver()[0], sys.base_prefix, sys.base_exec_prefix]))";

async function findPython(): Promise<Python> {
    const platform = `${process.platform}-${process.arch}`;
    if (!(pinnedFor.platforms as readonly string[]).includes(platform)) {
        throw new Error(`its packages are pinned for ${pinnedFor.platforms.join(" and ")}, and this is ${platform}`);
    }
    const said = await answerOf("python3", ["-I", "-S", "-c", describe]);
    const [executable = "", version = "none", implementation, libc, ...prefixes] = said
        ? (JSON.parse(said) as string[])
        : [];
    const minor = /^\d+\.\d+/.exec(version)?.[0] ?? "";
    if (implementation !== "CPython" || !(pinnedFor.python as readonly string[]).includes(minor) || libc !== "glibc") {
        const found = said
            ? `${implementation} ${version} with ${libc === "glibc" ? libc : "another C library"}`
            : "none";
        throw new Error(
            `its packages are pinned for CPython ${pinnedFor.python.join(", ")} with glibc, and the python3 on PATH is ${found}; put one of those first on PATH`,
        );
    }
    return { executable, version, directories: [...new Set(prefixes)].filter(prefix => !prefix.startsWith("/usr")) };
}
