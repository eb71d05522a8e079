import type { Engine } from "../engine";
import { eventIn } from "./engine-events";
import { EngineProgress } from "./engine-progress";

/** How often components that have ended are looked for. */
const LOOK_MS = 500;

/** Runs the engine and shows its progress on a stream: by component, or with `verbose` as the engine itself does. Returns its exit code. */
export async function runShowing(
    engine: Engine,
    args: readonly string[],
    { verbose = false }: { readonly verbose?: boolean },
    stream: NodeJS.WriteStream,
): Promise<number> {
    if (verbose) return (await engine.run(args, { output: stream === process.stdout ? "inherit" : "stderr" })).exitCode;
    const now = () => performance.now();
    const progress = new EngineProgress(now());
    const show = (lines: readonly string[]) => {
        if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
    };
    const timer = setInterval(() => {
        show(progress.linesAt(now()));
    }, LOOK_MS);
    try {
        const output = (line: string) => {
            const event = eventIn(line);
            show(event === undefined ? [line] : progress.lines(event, now()));
        };
        return (await engine.run([...args, "--json"], { output })).exitCode;
    } finally {
        clearInterval(timer);
    }
}
