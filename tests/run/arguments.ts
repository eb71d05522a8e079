import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { type SuiteName, suiteNames, suites } from "./suites";

export interface Arguments {
    readonly suites: readonly SuiteName[];
    /** Test files or folders, from the root of the repository; all where there are none. */
    readonly paths: readonly string[];
    readonly quickOnly: boolean;
    readonly keepGoing: boolean;
    readonly processors: number;
    readonly verbose: boolean;
    readonly list: boolean;
    readonly record: boolean;
    readonly help: boolean;
    /** How long the run should take at most, in minutes from the start of the process. */
    readonly within?: number;
    /** Where to write the figures. */
    readonly json?: string;
}

export class UsageError extends Error {}

export const help = `usage: npm test | npm run test:all | npm run test:<suite> [-- options] [path …]

Runs test files in a few processes that stay, and reports each file when it has ended. Paths limit the run to test files or
folders, such as tests/cli. Ends with a table of suites and the line \`N passed, N failed\`.

suites:
${suiteNames.map(name => `  ${name.padEnd(12)} ${suites[name].about}`).join("\n")}

options:
  --quick            only the files of \`npm test\`
  --keep-going       run the other files also after one of \`npm test\` has failed
  --processors <n>   how many processors to use (default: all, ${availableParallelism()} here)
  --within <min>     leave deep files out for which so many minutes are not enough on this machine, and list them
  --verbose          show titles and everything that tests print
  --list             list the files, and run nothing
  --json <file>      write the figures of each file there
  --record           keep the seconds of this run, as budgets and to plan by (tests/run/cpu-seconds.json)
  -h, --help         show this

exit codes: 0 all passed, 1 something failed, 2 wrong usage, 130 interrupted
`;

export function parseArguments(argv: readonly string[]): Arguments {
    const { values, positionals } = read(argv);
    const isSuite = (name: string): name is SuiteName => (suiteNames as readonly string[]).includes(name);
    const paths = positionals.filter(each => each.startsWith("tests/"));
    const unknown = positionals.filter(each => !isSuite(each) && !paths.includes(each));
    if (unknown.length > 0) {
        throw new UsageError(
            `no suite is named ${unknown.join(", ")}; allowed: ${suiteNames.join(", ")}, or paths that begin with tests/`,
        );
    }
    const processors = Number(values.processors ?? availableParallelism());
    if (!(processors >= 1)) {
        throw new UsageError(`--processors is ${values.processors ?? ""}; allowed: a number of at least 1`);
    }
    const within = values.within === undefined ? undefined : Number(values.within);
    if (within !== undefined && !(within > 0)) {
        throw new UsageError(`--within is ${values.within ?? ""}; allowed: a number of minutes above 0`);
    }
    const named = positionals.filter(isSuite);
    return {
        suites: named.length > 0 ? named : suiteNames,
        paths,
        quickOnly: values.quick,
        keepGoing: values["keep-going"],
        processors,
        verbose: values.verbose,
        list: values.list,
        record: values.record,
        help: values.help,
        ...(within !== undefined && { within }),
        ...(values.json !== undefined && { json: values.json }),
    };
}

function read(argv: readonly string[]) {
    const flag = { type: "boolean", default: false } as const;
    try {
        return parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                quick: flag,
                "keep-going": flag,
                processors: { type: "string" },
                within: { type: "string" },
                verbose: flag,
                list: flag,
                json: { type: "string" },
                record: flag,
                help: { ...flag, short: "h" },
            },
        });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}
