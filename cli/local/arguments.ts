import { parseArgs } from "node:util";

export interface Command {
    readonly verb: "up" | "down" | "env" | "help";
    readonly stack: string;
    readonly json: boolean;
}

export const usage = `usage: meridian local <up | down | env> [options]

  up              gets what it needs, then creates or updates the stack and shows where it answers, or its outputs
  down            destroys the stack; nothing of it stays but the cache
  env             prints what a shell must set for plain \`pulumi\`: eval "$(meridian local env)"

  -s, --stack <name>   the stack (default: local)
      --json           up: prints the final table as JSON on standard output, all else on standard error
  -h, --help           shows this
`;

export class UsageError extends Error {}

export function parseCommand(argv: readonly string[]): Command {
    const { values, positionals } = read(argv);
    const [verb, ...more] = positionals;
    if (values.help) return { verb: "help", stack: values.stack, json: values.json };
    if (verb !== "up" && verb !== "down" && verb !== "env") {
        throw new UsageError(verb === undefined ? "no command given" : `unknown command ${verb}`);
    }
    if (more.length > 0) throw new UsageError(`unexpected argument ${more.join(" ")}`);
    if (values.json && verb !== "up") throw new UsageError(`${verb} has no --json`);
    if (!/^[A-Za-z0-9_.-]+$/.test(values.stack)) {
        throw new UsageError(`stack ${values.stack || '""'} has a name with other than letters, digits, _, . and -`);
    }
    return { verb, stack: values.stack, json: values.json };
}

function read(argv: readonly string[]) {
    try {
        return parseArgs({
            args: [...argv],
            allowPositionals: true,
            options: {
                stack: { type: "string", short: "s", default: "local" },
                json: { type: "boolean", default: false },
                help: { type: "boolean", short: "h", default: false },
            },
        });
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}
