import { spawn } from "node:child_process";

/** Scripts of package.json. Those of a lane run one after the other, and lanes beside each other: `lint` takes as long as all others. */
const lanes = [["lint"], ["types", "words", "format:check", "layers"]] as const;

/** Runs a script, and prints what it says once it has ended. */
function run(script: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
        const child = spawn("npm", ["run", "--silent", script], { stdio: ["ignore", "pipe", "pipe"] });
        const output: Buffer[] = [];
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
        child.on("error", reject);
        child.on("close", code => {
            process.stdout.write(Buffer.concat(output));
            console.log(`${script}: ${code === 0 ? "ok" : "failed"}`);
            resolve(code === 0);
        });
    });
}

async function main(): Promise<void> {
    const results = await Promise.all(
        lanes.map(async lane => {
            const done: boolean[] = [];
            for (const script of lane) done.push(await run(script));
            return done;
        }),
    );
    process.exitCode = results.flat().every(Boolean) ? 0 : 1;
}

void main();
