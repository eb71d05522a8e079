import { execFileSync } from "node:child_process";
import path from "node:path";

import { packageRoot } from "../../tools/package-root";
import type { Benchmark } from "../harness/benchmark";
import { repeat } from "../harness/repeat";

const runs = 15;

export const commandStart: Benchmark = {
    description: "answers of the command `meridian`, from its start to its end, against a node that does nothing",
    goal: "within 400 ms",
    async run() {
        const root = packageRoot();
        const command = path.join(root, "dist", "cli", "main.js");
        const programs = {
            "node -e 0": ["-e", "0"],
            "meridian --help": [command, "--help"],
            "meridian validate": [command, "validate", "--stack", "local"],
            "meridian routes": [command, "routes", "--stack", "local"],
        };
        const times = await repeat(runs, () =>
            Promise.resolve(Object.values(programs).map(args => milliseconds(args, root))),
        );
        return Object.keys(programs).map((name, i) => ({
            name,
            unit: "ms" as const,
            values: times.map(row => row[i]!),
            ...(i === 0 ? {} : { goal: { atMost: 400 } }),
        }));
    },
};

function milliseconds(args: readonly string[], cwd: string): number {
    const begun = performance.now();
    execFileSync("node", args, { cwd, stdio: "ignore" });
    return performance.now() - begun;
}
