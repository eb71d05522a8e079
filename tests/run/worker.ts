import { stop } from "esbuild";
import Mocha from "mocha";

import { mochaHooks } from "../support/at-end";
import { endOfOutput, type Failure, type Order, type Outcome, type Progress } from "./order";
import { Place } from "./place";

/** Shows failures only, in full. */
class Failures extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
        super(runner, options);
        runner.once("end", () => {
            if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
        });
    }
}

function run({ files, timeoutMs, verbose }: Order): Promise<Outcome> {
    const mocha = new Mocha({ timeout: timeoutMs, forbidOnly: true, reporter: verbose ? "spec" : Failures });
    mocha.rootHooks(mochaHooks);
    for (const file of files) mocha.addFile(file);
    const failures: Failure[] = [];
    return new Promise(resolve => {
        const runner = mocha.run(failed => {
            const { passes = 0, pending = 0 } = runner.stats ?? {};
            // Each run leaves listeners for rejections, which call each other: with thirty of them, one rejection takes for ever.
            mocha.dispose();
            resolve({ passed: passes, failed, skipped: pending, failures });
        });
        runner.on("fail", (test, error: unknown) => {
            failures.push({ what: test.fullTitle(), error: shortened(error) });
        });
        const report = (begun: Mocha.Runnable) => {
            const running = begun.fullTitle();
            process.send!({ running, passed: runner.stats?.passes ?? 0, failures } satisfies Progress);
        };
        runner.on("test", report);
        runner.on("hook", report);
    });
}

/** The beginning and the end of an error: assertions compare whole configurations, and an engine gives its reasons last. */
function shortened(error: unknown): string {
    const lines = (error instanceof Error ? error.message : String(error)).trimEnd().split("\n");
    const kept = lines.length > 24 ? [...lines.slice(0, 8), "…", ...lines.slice(-15)] : lines;
    return kept.map(line => (line.length > 300 ? `${line.slice(0, 300)}…` : line)).join("\n");
}

const isWritten = (stream: NodeJS.WriteStream, text: string) => new Promise(resolve => stream.write(text, resolve));

process.on("message", (order: Order) => {
    void run(order)
        .catch((error: unknown): Outcome => {
            console.error(error);
            return {
                passed: 0,
                failed: 1,
                skipped: 0,
                failures: [{ what: `can't load ${order.files.join(", ")}`, error: shortened(error) }],
            };
        })
        .then(async outcome => {
            // The process that bundles files for tests would stay as long as this one.
            await stop();
            await isWritten(process.stdout, endOfOutput);
            const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
            process.send!({ ...outcome, heapMiB } satisfies Outcome);
        });
});
// As mocha's own command does: the test that runs fails. Without a listener of the process, those of mocha let a rejection pass.
process.on("unhandledRejection", reason => {
    throw reason;
});
// The run is over, or was killed and can clear nothing away itself. Coverage is written at an exit.
process.once("disconnect", () => {
    void Place.emptyOwn().finally(() => process.exit());
});
