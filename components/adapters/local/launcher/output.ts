import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

const MOST_LINES = 20;
const MOST_CHARACTERS = 2000;
/** A shorter value is in other words by chance, and no secret. */
const LEAST_SECRET = 8;

/** A text without secrets: of those with several lines, such as keys, without each line. */
export function hidden<T extends string | undefined>(text: T, secrets: Readonly<Record<string, string>>): T {
    if (text === undefined) return text;
    const parts = Object.values(secrets)
        .flatMap(value => value.split(/\r?\n/))
        .filter(part => part.length >= LEAST_SECRET)
        .sort((a, b) => b.length - a.length);
    return parts.reduce<string>((shown, part) => shown.replaceAll(part, "…"), text) as T;
}

/** What a server writes: passed on line by line with secrets hidden, and the last lines remembered for messages. */
export class Output {
    private readonly lines: string[] = [];

    constructor(
        private readonly secrets: Readonly<Record<string, string>>,
        private readonly write: (line: string) => void,
    ) {}

    read(stream: Readable): void {
        createInterface({ input: stream, crlfDelay: Infinity }).on("line", line => {
            const shown = hidden(line, this.secrets);
            this.lines.push(shown.slice(0, MOST_CHARACTERS));
            if (this.lines.length > MOST_LINES) this.lines.shift();
            this.write(shown);
        });
    }

    /** The last lines, oldest first. */
    last(): readonly string[] {
        return [...this.lines];
    }
}
