import { spawn } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";

export interface CommandResult {
    readonly output: string;
    readonly errors: string;
    readonly seconds: number;
}

/** What `npm run local` and `local:down` run once the package is built, on a project of the benchmark's: a process of its own. */
export function localCommand(project: string, ...argv: string[]): Promise<CommandResult> {
    const module = path.join(packageRoot(), "dist", "cli", "local", "run");
    const script = `
        const [project, ...argv] = process.argv.slice(1);
        require(${JSON.stringify(module)}).run(argv, project).then(code => { process.exitCode = code; });`;
    const begun = performance.now();
    const child = spawn(process.execPath, ["-e", script, project, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
    const text = { output: "", errors: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.output += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.errors += chunk));
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", code => {
            const seconds = (performance.now() - begun) / 1000;
            if (code === 0) resolve({ ...text, seconds });
            else reject(new Error(`meridian-local ${argv.join(" ")} failed: ${text.output}${text.errors}`));
        });
    });
}
