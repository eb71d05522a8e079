/** The name in a list entry, with the two or more spaces before its description. */
const entry = /^( *\S+(?: \S+)* {2,})(?=\S)/;
/** The part of a synopsis before the command's arguments. */
const synopsis = /^(?:usage:| {6}) meridian (?:[a-z]+ )*/;
/** Below it, lines would be single words. */
const leastWidth = 40;

/**
 * Wraps a usage text for a terminal that is narrower than the text. Paragraphs are refilled; the description of an option continues below
 * its first word. Returns the text unchanged if `columns` is undefined, as for a file or a pipe.
 */
export function wrapped(text: string, columns: number | undefined): string {
    const lines = text.split("\n");
    if (columns === undefined || columns < leastWidth || lines.every(line => line.length <= columns)) return text;
    return text
        .split("\n\n")
        .map(block =>
            itemsOf(block.split("\n"))
                .map(item => filled(item, columns))
                .join("\n"),
        )
        .join("\n\n");
}

interface Item {
    readonly text: string;
    /** Of its continuation lines, in columns. */
    readonly indent: number;
}

/** Joins continuation lines: all lines of a paragraph, and in a list the lines that are indented as far as a description. */
function itemsOf(lines: readonly string[]): Item[] {
    const items: Item[] = [];
    for (const line of lines) {
        const last = items.at(-1);
        if (last !== undefined && goesOn(line, last)) {
            items[items.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
        } else items.push({ text: line, indent: indentOf(line) });
    }
    return items;
}

function goesOn(line: string, last: Item): boolean {
    const own = indentIn(line);
    if (line === "" || synopsis.test(line)) return false;
    if (synopsis.test(last.text)) return own > 0;
    return own > 0 ? own === last.indent : last.indent === 0;
}

const indentIn = (line: string) => /^ */.exec(line)![0].length;

function indentOf(line: string): number {
    return (synopsis.exec(line) ?? entry.exec(line) ?? /^ */.exec(line))![0].length;
}

function filled({ text, indent }: Item, columns: number): string {
    const begin = text.slice(0, indent);
    // A description without room beside its name continues a little further in than the name.
    const hanging = indent > columns / 2 ? indentIn(text) + 4 : indent;
    const lines: string[] = [];
    let line = begin;
    // An argument and its value, as in [-s <stack>], stay together.
    for (const word of text.slice(indent).split(/ (?![^[\]]*\])/)) {
        const isFirst = line.trim() === begin.trim();
        if (!isFirst && line.length + 1 + word.length > columns) {
            lines.push(line);
            line = " ".repeat(hanging) + word;
        } else line += isFirst ? word : ` ${word}`;
    }
    return [...lines, line].map(one => one.trimEnd()).join("\n");
}
