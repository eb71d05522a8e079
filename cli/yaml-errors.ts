import type { ErrorCode, YAMLError } from "yaml";

import { quoted } from "../components/plan/faults";

/** Something that keeps a file from being read as YAML. */
export interface YamlError {
    /** Where in the text. */
    readonly offset: number;
    /** What is wrong: a sentence in lower case without a full stop. Of rare mistakes it contains the parser's message. */
    readonly message: string;
    readonly remedy: string;
}

/** Common mistakes by the parser's code. Each function receives the text from the mistake on. */
const words: Readonly<Partial<Record<ErrorCode, (from: string) => Omit<YamlError, "offset">>>> = {
    MULTIPLE_DOCS: () => ({
        message: "the file has more than one YAML document, expected one",
        remedy: "remove the line --- and what follows it, or move that to the file of another stack",
    }),
    DUPLICATE_KEY: from => ({
        message: `${keyAt(from)} is written more than once`,
        remedy: "remove one of the two",
    }),
    TAB_AS_INDENT: () => ({
        message: "the line is indented with a tab, expected spaces",
        remedy: "replace the tab with spaces",
    }),
};

function keyAt(text: string): string {
    const [, double, single, plain] = /^(?:"([^"]*)"|'([^']*)'|([^\s:]+(?::[^\s:]+)*))/.exec(text) ?? [];
    const key = double ?? single ?? plain;
    return key === undefined ? "a key" : `key ${quoted(key)}`;
}

/** Errors of the parser, in the order of the file. What follows a tab follows from it, and is left out. */
export function yamlErrors(errors: readonly Pick<YAMLError, "code" | "message" | "pos">[], text: string): YamlError[] {
    const tab = errors.findIndex(({ code }) => code === "TAB_AS_INDENT");
    return (tab === -1 ? errors : errors.slice(0, tab + 1)).map(({ code, message, pos: [offset] }) => {
        const own = message.includes("call stack") ? tooDeep : words[code]?.(text.slice(offset, offset + 200));
        return { offset, ...(own ?? { message: inSentence(message), remedy: "correct the YAML at that position" }) };
    });
}

/** The parser begins with a capital letter. */
function inSentence(message: string): string {
    return `invalid YAML: ${message.replace(/^[A-Z](?=[a-z ])/, first => first.toLowerCase())}`;
}

const tooDeep = {
    message: "lists and objects are nested too deeply to be read",
    remedy: "nest the lists and objects there less deeply",
};
