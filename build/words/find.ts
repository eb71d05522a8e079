import { type Entry, type Exception, exceptions, glossary } from "./glossary";

export interface Finding {
    /** Where the words begin in the text. */
    readonly index: number;
    readonly words: string;
    readonly write: string;
}

/** Finds the entries of a glossary in sentences and in names. */
export class Finder {
    private readonly inProse: Matcher;
    private readonly inNames: Matcher;
    private readonly ofNames = new Map<string, readonly Finding[]>();

    constructor(
        entries: readonly Entry[] = glossary,
        private readonly allowed: readonly Exception[] = exceptions,
    ) {
        this.inProse = new Matcher(entries.filter(({ only }) => only !== "names"));
        this.inNames = new Matcher(entries.filter(({ only }) => only !== "prose"));
    }

    /** Words in backticks are names, which may be public: they are checked where they are defined. */
    prose(text: string, file: string): readonly Finding[] {
        return this.inProse.in(text.replace(/`[^`\n]*`/g, blank)).filter(({ words }) => !this.isAllowed(words, file));
    }

    /** An identifier or a file's name. Its parts are read as the words of a sentence. */
    name(name: string, file: string): readonly Finding[] {
        // The same names occur thousands of times.
        let found = this.ofNames.get(name);
        if (found === undefined) this.ofNames.set(name, (found = this.inNames.in(wordsOf(name))));
        return found.filter(() => !this.isAllowed(name, file));
    }

    private isAllowed(words: string, file: string): boolean {
        return this.allowed.some(
            exception => exception.file === file && (exception.words?.includes(words.toLowerCase()) ?? true),
        );
    }
}

class Matcher {
    private readonly pattern: RegExp;

    constructor(private readonly entries: readonly Entry[]) {
        // One expression for all entries: a text is read once. The group that matched is the entry.
        const alternatives = entries.map(({ avoid }) => `(${withoutGroups(avoid).replaceAll(" ", gap)})`);
        this.pattern = new RegExp(`(?<!\\w)(?:${alternatives.join("|") || "(?!)"})(?!\\w)`, "gi");
    }

    in(text: string): readonly Finding[] {
        return [...text.matchAll(this.pattern)].map(match => ({
            index: match.index,
            words: match[0].replace(/\s+\*?\s*/g, " "),
            write: this.entries[match.findIndex((group, i) => i > 0 && isMatched(group)) - 1]!.write,
        }));
    }
}

/** A group without a match is undefined, which the type does not tell. */
const isMatched = (group: string | undefined) => group !== undefined;

/** White space, a hyphen, or the end of a line in a comment. */
const gap = "(?:\\s+(?:(?:\\*|//|#)\\s+)?|-)";

const blank = (text: string) => " ".repeat(text.length);

const withoutGroups = (pattern: string) => pattern.replace(/\((?!\?)/g, "(?:");

/** The words of `badRegions`, `BAD_REGIONS` and `bad-regions`: "bad regions". */
const wordsOf = (name: string) =>
    name
        .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
        .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
        .replace(/[^A-Za-z0-9]+/g, " ")
        .toLowerCase();
