import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

const MOST_LINES = 20;
const MOST_CHARACTERS = 2000;
/** A shorter value is in other words by chance, and no secret. */
const LEAST_SECRET = 8;

/** What a server writes: passed on line by line with secrets hidden, and the last lines remembered for messages. */
export class Output {
    private readonly lines: string[] = [];
    private readonly secrets: readonly string[];

    constructor(
        secrets: Readonly<Record<string, string>>,
        private readonly write: (line: string) => void,
    ) {
        this.secrets = Object.values(secrets).filter(value => value.length >= LEAST_SECRET);
    }

    read(stream: Readable): void {
        createInterface({ input: stream, crlfDelay: Infinity }).on("line", line => {
            const shown = this.secrets.reduce((text, secret) => text.replaceAll(secret, "…"), line);
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
