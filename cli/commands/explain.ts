import { nearestSpelling } from "../../components/plan/config/spelling";
import { columns } from "../columns";
import { exitCodes, UsageError } from "../exit";
import type { Entry } from "../explain/entry";
import { entries } from "../explain/entries";
import { explanation, firstSentence } from "../explain/text";
import { commonOptions, readOptions } from "../options";
import { styleFor } from "../style";

export const usage = `usage: meridian explain [<code>] [--json]

Describes an error by its code, as in traffic/shares-sum: the cause, an example, and how to correct it. Without a code it lists all codes.

      --json   the result as JSON on standard output
  -h, --help   shows this

JSON: { code, cause, example, remedy }, or without a code { codes: [{ code, cause, example, remedy }] }

exit codes: 0 shown; 2 there is no such code
`;

const { help, json } = commonOptions;

export function run(argv: readonly string[]): number {
    const [code, rest] = argv[0]?.startsWith("-") === false ? [argv[0], argv.slice(1)] : [undefined, argv];
    const options = readOptions(rest, { help, json });
    const all = Object.entries(entries).map(([code, entry]) => ({ code, ...entry }));
    if (code === undefined) {
        if (options.json) writeJson({ codes: all });
        else process.stdout.write(list(all));
        return exitCodes.ok;
    }
    // Copied from a message it may have the brackets that stand around it there.
    const bare = /^(?:error)?\[?([^\]]*)\]?$/.exec(code)![1]!;
    const found = all.find(entry => entry.code === bare);
    if (found === undefined) throw unknown(bare);
    if (options.json) writeJson(found);
    else {
        const { stdout } = process;
        stdout.write(`${explanation(bare, found, styleFor(stdout), stdout.columns)}
`);
    }
    return exitCodes.ok;
}

function writeJson(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

function list(all: readonly (Entry & { readonly code: string })[]): string {
    const sorted = [...all].sort((a, b) => (a.code < b.code ? -1 : 1));
    const [, ...rows] = columns(
        ["code", "cause"],
        sorted.map(entry => [entry.code, firstSentence(entry)]),
    );
    return `${rows.join("\n")}\n`;
}

function unknown(code: string): UsageError {
    const nearest = nearestSpelling(code, Object.keys(entries));
    return new UsageError(`unknown code ${code}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
}
