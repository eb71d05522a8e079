import { writeFileSync } from "node:fs";

import { packageRoot } from "../../tools/package-root";
import { type Arguments, help, parseArguments, UsageError } from "./arguments";
import { refuseWithoutBuild } from "./built";
import { Place } from "./place";
import { prepare } from "./preparation";
import { Run } from "./run";
import { type Unit, unitsOf } from "./units";

async function main(argv: readonly string[]): Promise<number> {
    const options = parseArguments(argv);
    if (options.help) {
        process.stdout.write(help);
        return 0;
    }
    const units = chosen(options);
    if (options.list) {
        for (const { suite, files, isQuick } of units) {
            for (const file of files) console.log([suite, isQuick ? "quick" : "rest", file].join("\t"));
        }
        return 0;
    }
    refuseWithoutBuild(packageRoot());
    await prepare(units);
    await Place.clearStale();
    const run = new Run(options);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.on(signal, () => {
            run.interrupt(signal);
        });
    }
    const figures = await run.run(units);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 4)}\n`);
    if (run.wasInterrupted) return 130;
    return figures.failed === 0 ? 0 : 1;
}

function chosen({ suites, paths, quickOnly }: Arguments): Unit[] {
    const isBelow = (file: string, folder: string) =>
        file === folder || file.startsWith(`${folder.replace(/\/$/, "")}/`);
    const units = unitsOf(suites).filter(
        ({ isQuick, files }) =>
            (isQuick || !quickOnly) &&
            (paths.length === 0 || files.some(file => paths.some(folder => isBelow(file, folder)))),
    );
    if (units.length === 0) throw new UsageError(`no test file of these suites is at ${paths.join(", ")}`);
    return units;
}

main(process.argv.slice(2)).then(
    code => {
        process.exitCode = code;
    },
    (error: unknown) => {
        console.error(
            error instanceof UsageError ? `${error.message}\n\nnpm run tests -- --help shows the arguments` : error,
        );
        process.exitCode = error instanceof UsageError ? 2 : 1;
    },
);
