import { readFileSync } from "node:fs";
import path from "node:path";

import { nearestSpelling } from "../components/plan/config/spelling";
import { packageRoot } from "../tools/package-root";
import { exitCodes, ProjectError, UsageError } from "./exit";
import { wrapped } from "./wrap";

interface Command {
    readonly usage: string;
    run(argv: readonly string[]): number | Promise<number>;
}

/** Loaded on demand: a command costs the start of its own code only. */
const commands: Readonly<Record<string, { readonly about: string; load(): Command }>> = {
    validate: {
        about: "checks a stack's config: every fault at once",
        load: () => require("./commands/validate") as Command,
    },
    explain: {
        about: "describes an error by its code: the cause, an example, and how to correct it",
        load: () => require("./commands/explain") as Command,
    },
    routes: {
        about: "shows where requests go: from each city, and when a region is lost",
        load: () => require("./commands/routes") as Command,
    },
    resolve: {
        about: "finds the digest of every release and writes meridian.lock.json",
        load: () => require("./commands/resolve") as Command,
    },
    convert: {
        about: "converts a model of scikit-learn, XGBoost or LightGBM to ONNX, and compares the two",
        load: () => require("./commands/convert") as Command,
    },
    pack: {
        about: "writes a model of several files as one archive, and prints its digest",
        load: () => require("./commands/pack") as Command,
    },
    images: {
        about: "copies the images of the runtime to a registry, locks their digests, and checks that a stack's are there",
        load: () => require("./commands/images") as Command,
    },
    preflight: {
        about: "checks that an update can succeed in the accounts of AWS, and prints the permissions that it needs",
        load: () => require("./commands/preflight") as Command,
    },
    policy: {
        about: "evaluates the exported state of a stack: where data goes, and how it is protected",
        load: () => require("./commands/policy") as Command,
    },
    hub: {
        about: "shows the state of a running service in all its regions",
        load: () => require("./commands/hub") as Command,
    },
    audit: {
        about: "shows the audit trail of each region, and verifies that it is complete and unchanged",
        load: () => require("./commands/audit") as Command,
    },
    logs: {
        about: "shows lines of a region's logs, and records the access",
        load: () => require("./commands/logs") as Command,
    },
    samples: {
        about: "shows samples of the requests to a release in a region, and records the access",
        load: () => require("./commands/samples") as Command,
    },
    evacuate: {
        about: "takes a region out of traffic manually, without a failed request",
        load: () => require("./commands/evacuate") as Command,
    },
    return: {
        about: "brings an evacuated region back",
        load: () => require("./commands/return") as Command,
    },
    drill: {
        about: "rehearses an outage of a stack that is up, and measures what it costs",
        load: () => require("./commands/drill") as Command,
    },
    local: {
        about: "creates, updates or destroys a stack on this machine, with an engine of the project's own",
        load: () => require("./commands/local") as Command,
    },
};

/** In the order in which the help lists them. */
export const commandNames: readonly string[] = Object.keys(commands);

/** What a command prints with `--help`. Throws `UsageError` where there is no such command. */
export function usageOf(name: string): string {
    return commandNamed(name).usage;
}

const usage = `usage: meridian <command> [options]

${Object.entries(commands)
    .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
    .join("\n")}

  -h, --help     shows this, or the help of a command
      --version  shows the version

exit codes: 0 success; 1 what was examined has faults; 2 the command can't be run. With --json, standard output is one JSON
value in every case; if a command can't be run: { "error": "<reason>" }.

Colours: on a terminal; never with NO_COLOR, always with FORCE_COLOR.
`;

/** Runs a command, as it is said on the command line. Returns what the process is to end with. */
export async function run(argv: readonly string[]): Promise<number> {
    try {
        return await runNamed(argv);
    } catch (error) {
        // A mistake of ours: nothing was found out about the config, so this is not 1, which Node would give.
        const { stack, message } = error as Error;
        return failed(`internal error: ${message}`, `internal error: ${stack ?? message}`, argv);
    }
}

async function runNamed([name, ...argv]: readonly string[]): Promise<number> {
    const [topic] = argv;
    if (name === undefined) {
        process.stderr.write(wrapped(usage, process.stderr.columns));
        return exitCodes.failed;
    }
    if (name === "--version") {
        process.stdout.write(`${packageVersion()}\n`);
        return exitCodes.ok;
    }
    if (name === "--help" || name === "-h" || (name === "help" && topic === undefined)) {
        process.stdout.write(wrapped(usage, process.stdout.columns));
        return exitCodes.ok;
    }
    try {
        if (name === "help" || argv.includes("--help") || argv.includes("-h")) {
            process.stdout.write(wrapped(usageOf(name === "help" ? topic! : name), process.stdout.columns));
            return exitCodes.ok;
        }
        return await commandNamed(name).run(argv);
    } catch (error) {
        if (isOfMachine(error)) return failed(error.message, error.message, [name, ...argv]);
        if (!(error instanceof UsageError || error instanceof ProjectError)) throw error;
        const topic = Object.hasOwn(commands, name) ? `${name} ` : "";
        const help = error instanceof UsageError ? `; \`meridian ${topic}--help\` shows what there is` : "";
        return failed(error.message, `${error.message}${help}`, [name, ...argv]);
    }
}

/** What this machine refuses, as a full disk or rights: no mistake of ours, whose place in the code would help. */
function isOfMachine(error: unknown): error is Error {
    const { name, code } = error as NodeJS.ErrnoException;
    // An audit trail says that of several files at once.
    return name === "NotAnchored" || ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EMFILE"].includes(code ?? "");
}

function commandNamed(name: string): Command {
    if (!Object.hasOwn(commands, name)) {
        const nearest = nearestSpelling(name, Object.keys(commands));
        throw new UsageError(
            `${name.startsWith("-") ? "no command before" : "unknown command"} ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
        );
    }
    return commands[name]!.load();
}

function failed(why: string, message: string, argv: readonly string[]): number {
    if (argv.includes("--json")) {
        process.stdout.write(`${JSON.stringify({ error: why }, undefined, 2)}\n`);
    }
    process.stderr.write(`${message}\n`);
    return exitCodes.failed;
}

function packageVersion(): string {
    const file = path.join(packageRoot(), "package.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
