import type { ErrorCode, YAMLError } from "yaml";

/** Something that keeps a file from being read as YAML. */
export interface YamlError {
    /** Where in the text. */
    readonly offset: number;
    /** What may stand there; or, of what is rare, the parser's own words. */
    readonly message: string;
    readonly remedy: string;
}

/** The mistakes that people make, by the parser's code, in the words of this package. Each takes the text from the mistake on. */
const words: Readonly<Partial<Record<ErrorCode, (from: string) => Omit<YamlError, "offset">>>> = {
    MULTIPLE_DOCS: () => ({
        message: "one document",
        remedy: "remove the line --- and what follows it, or move that to the file of another stack",
    }),
    DUPLICATE_KEY: from => ({
        message: `the key ${/^("[^"]*"|'[^']*'|[^\s:]+(:[^\s:]+)*)/.exec(from)?.[0] ?? ""} once`,
        remedy: "remove one of the two",
    }),
    TAB_AS_INDENT: () => ({ message: "spaces as indentation", remedy: "replace the tab with spaces" }),
};

/** Errors of the parser, in the order of the file. What follows a tab follows from it, and is left out. */
export function yamlErrors(errors: readonly Pick<YAMLError, "code" | "message" | "pos">[], text: string): YamlError[] {
    const tab = errors.findIndex(({ code }) => code === "TAB_AS_INDENT");
    return (tab === -1 ? errors : errors.slice(0, tab + 1)).map(({ code, message, pos: [offset] }) => {
        const own = message.includes("call stack") ? tooDeep : words[code]?.(text.slice(offset, offset + 200));
        return { offset, ...(own ?? { message, remedy: "correct what stands there" }) };
    });
}

const tooDeep = { message: "lists and objects that are nested less deeply", remedy: "flatten what stands there" };
