import { join } from "node:path";
import { packageRoot } from "../package-root";
import type { Progress } from "../progress";
import { getPackages } from "../python";

/** Python with the packages that convert models, and the program that does. */
export interface Converter {
    readonly python: string;
    /** Directories that it reads. */
    readonly reads: readonly string[];
    /** Of Python, before the program's job. */
    readonly args: readonly string[];
}

const pinned = {
    name: "convert",
    requirements: "convert/requirements.txt",
    python: ["3.10", "3.11", "3.12", "3.13", "3.14"],
    getting: "getting scikit-learn, XGBoost, LightGBM and their converters",
};

/** The converter, whose packages are installed once. */
export async function getConverter(progress?: Progress): Promise<Converter> {
    const { python, directory } = await getPackages(pinned, progress);
    const program = join(packageRoot(), "tools", "convert", "converter");
    return {
        python: python.executable,
        reads: [...python.directories, directory, program],
        // Without the user's packages and the system's. Its environment is the sandbox's: with -I it would ignore the seed there.
        args: ["-s", "-S", "-B", join(program, "main.py"), directory],
    };
}
