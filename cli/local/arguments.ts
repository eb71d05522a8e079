import { parseArgs } from "node:util";

export interface Command {
    readonly verb: "up" | "down" | "env" | "help";
    readonly stack: string;
    readonly json: boolean;
    readonly verbose: boolean;
}

export const usage = `usage: meridian local <up | down | env> [options]

  up              downloads what it needs, creates or updates the stack, and shows its addresses, or the program's outputs
  down            destroys the stack; only the cache and data of stores that are not ephemeral remain
  env             prints what a shell must set for plain \`pulumi\`: eval "$(meridian local env)"

  -s, --stack <name>   the stack (default: local)
      --json           up: prints the final table as JSON on standard output, all else on standard error
      --verbose        up, down: shows the engine's output, a line for each resource (default: a line for each component)
  -h, --help           shows this
`;

export class UsageError extends Error {}

export function parseCommand(argv: readonly string[]): Command {
    const { values, positionals } = read(argv);
    const [verb, ...more] = positionals;
    if (values.help) return { verb: "help", stack: values.stack, json: values.json, verbose: values.verbose };
    if (verb !== "up" && verb !== "down" && verb !== "env") {
        throw new UsageError(verb === undefined ? "no command given" : `unknown command ${verb}`);
    }
    if (more.length > 0) throw new UsageError(`unexpected argument ${more.join(" ")}`);
    if (values.json && verb !== "up") throw new UsageError(`${verb} has no --json`);
    if (!/^[A-Za-z0-9_.-]+$/.test(values.stack)) {
        throw new UsageError(`stack ${values.stack || '""'} has a name with other than letters, digits, _, . and -`);
    }
    if (values.verbose && verb === "env") throw new UsageError("env has no --verbose");
    return { verb, stack: values.stack, json: values.json, verbose: values.verbose };
}

function read(argv: readonly string[]) {
    try {
        return parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                stack: { type: "string", short: "s", default: "local" },
                json: { type: "boolean", default: false },
                verbose: { type: "boolean", default: false },
                help: { type: "boolean", short: "h", default: false },
            },
        });
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}
