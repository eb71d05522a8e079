import { execFileSync } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

/** Packs the package into the directory, as a release does. Returns the file. */
export function npmPack(directory: string): string {
    const packed = npm(["pack", "--json", "--pack-destination", directory], packageRoot(), 120);
    const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[\n"))) as [{ filename: string }];
    return path.join(directory, filename);
}

/**
 * How npm reads from a registry that stalls: it waits 30 s for an answer, not five minutes, and reads what it has without questions. It
 * tries again where no answer came, but not where an answer stopped in the middle: for that, the installation is repeated.
 */
const patience = ["--prefer-offline", "--fetch-timeout=30000", "--fetch-retries=4", "--fetch-retry-mintimeout=1000"];
const attempts = 3;

/** Installs packages in a project, without their scripts. Throws with what npm printed. */
export function npmInstall(project: string, wanted: readonly string[]): void {
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...patience, ...wanted];
    for (let attempt = 1; ; attempt++) {
        try {
            npm(args, project, 150);
            return;
        } catch (error) {
            if (attempt === attempts) throw error;
            process.stderr.write(`attempt ${attempt} of ${attempts}: ${(error as Error).message}\n`);
        }
    }
}

function npm(args: readonly string[], cwd: string, seconds: number): string {
    try {
        return execFileSync("npm", args, {
            cwd,
            encoding: "utf8",
            stdio: ["ignore", "pipe", "pipe"],
            timeout: seconds * 1000,
        });
    } catch (error) {
        const { stdout, stderr, signal } = error as { stdout: string; stderr: string; signal: string | null };
        const how = signal === null ? "failed" : `ended by ${signal}; it has ${seconds} s`;
        throw new Error(`npm ${args.join(" ")} ${how}\n${stdout}\n${stderr}`, { cause: error });
    }
}
