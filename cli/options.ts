import { parseArgs, type ParseArgsConfig } from "node:util";

import { nearestSpelling } from "../components/plan/config/spelling";
import { UsageError } from "./exit";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What every command takes. */
export const commonOptions = {
    stack: { type: "string", short: "s" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
} as const satisfies Options;

/** Options of a command. Throws `UsageError` for what it doesn't take; Node's own words for that are of programs, not of people. */
export function readOptions<O extends Options>(
    argv: readonly string[],
    options: O,
): ReturnType<typeof parseArgs<{ options: O; strict: true }>>["values"] {
    const { tokens, values } = parseArgs({
        args: [...argv],
        options,
        strict: false,
        allowPositionals: true,
        tokens: true,
    });
    const seen = new Set<string>();
    for (const token of tokens) {
        if (token.kind === "positional") {
            throw new UsageError(`unexpected argument ${token.value}${asStack(token.value, options)}`);
        }
        if (token.kind === "option") {
            const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
            if (option === undefined) {
                throw new UsageError(`unknown option ${token.rawName}${meant(token.name, options)}`);
            }
            const { name, inlineValue, value } = token;
            if (option.type === "boolean" && value !== undefined) {
                throw new UsageError(`--${name} takes no value`);
            }
            // `--stack --json` lacks a name; a name that begins with a dash needs --stack=-name. A negative number is a value, and a dash alone, for
            // standard input.
            if (option.type === "string" && (!value || (/^-(?!\d|$)/.test(value) && !inlineValue))) {
                throw new UsageError(`--${name} needs a value`);
            }
            if (option.type === "string" && option.multiple !== true && seen.has(token.name)) {
                throw new UsageError(`--${name} is given twice`);
            }
            seen.add(token.name);
        }
    }
    return values;
}

/** Of a command that does several things, which one, and what follows its name. Throws `UsageError`. */
export function readSubcommand<Name extends string>(
    command: string,
    [word, ...rest]: readonly string[],
    names: readonly Name[],
): { readonly name: Name; readonly rest: readonly string[] } {
    const name = names.find(known => known === word);
    if (name !== undefined) {
        return { name, rest };
    }
    if (word === undefined || word.startsWith("-")) {
        throw new UsageError(`${command} needs ${names.join(" or ")}${word === undefined ? "" : ` before ${word}`}`);
    }
    const nearest = nearestSpelling(word, names);
    throw new UsageError(
        `unknown command ${command} ${word}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
    );
}

function asStack(word: string, options: Options): string {
    return Object.hasOwn(options, "stack") && !word.startsWith("-") ? `; did you mean --stack ${word}?` : "";
}

function meant(name: string, options: Options): string {
    const nearest = nearestSpelling(name, Object.keys(options));
    return nearest === undefined ? "" : `; did you mean --${nearest}?`;
}
