import { parseArgs } from "node:util";

export interface Arguments {
    readonly only: readonly string[];
    readonly json: boolean;
    readonly help: boolean;
}

export class UsageError extends Error {}

export function parseArguments(argv: readonly string[], known: readonly string[]): Arguments {
    const { only, json, help } = read(argv);
    const unknown = only.filter(name => !known.includes(name));
    if (unknown.length > 0) throw new UsageError(`no benchmark ${unknown.join(", ")}; there are ${known.join(", ")}`);
    return { only, json, help };
}

function read(argv: readonly string[]) {
    try {
        return parseArgs({
            args: [...argv],
            options: {
                only: { type: "string", multiple: true, default: [] },
                json: { type: "boolean", default: false },
                help: { type: "boolean", short: "h", default: false },
            },
        }).values;
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}
