import type { Block } from "./blocks";

/** Words that begin a command after them, or none. */
const keywords = ["do", "done", "for", "while", "then", "if", "fi", "!", "{", "}", "in"];

/** The simple commands of a block, each as its words: those in substitutions and after operators, too. */
export function commandsIn({ language, text }: Block): string[][] {
    const lines =
        language === "console"
            ? [...text.matchAll(/^\$ (.+)$/gm)].map(([, line]) => line!)
            : text.replace(/\\\n/g, " ").split("\n");
    return joined(lines).flatMap(line => commandsOf(line));
}

/** Lines whose quotes are open go on with the next one. */
function joined(lines: readonly string[]): string[] {
    const whole: string[] = [];
    let open = "";
    for (const line of lines) {
        open = open === "" ? line : `${open}\n${line}`;
        if (isClosed(open)) {
            whole.push(open);
            open = "";
        }
    }
    return whole;
}

function isClosed(text: string): boolean {
    let quote = "";
    for (let i = 0; i < text.length; i++) {
        const character = text[i]!;
        if (quote === "" && character === "#" && /\s|^$/.test(text[i - 1] ?? "")) {
            i = (text.indexOf("\n", i) + 1 || text.length + 1) - 1;
        } else if (character === "\\" && quote !== "'") i++;
        else if (quote !== "" ? character === quote : character === "'" || character === '"')
            quote = quote === "" ? character : "";
    }
    return quote === "";
}

function commandsOf(line: string): string[][] {
    const commands: string[][] = [];
    let words: string[] = [];
    let word: string | undefined;
    const endWord = () => {
        if (word !== undefined) words.push(word);
        word = undefined;
    };
    const endCommand = () => {
        endWord();
        const command = withoutPrefix(words);
        if (command.length > 0) commands.push(command);
        words = [];
    };
    for (let i = 0; i < line.length; i++) {
        const character = line[i]!;
        if (character === "#" && word === undefined) break;
        if (character === "'") {
            const end = line.indexOf("'", i + 1);
            word = (word ?? "") + line.slice(i + 1, end);
            i = end;
        } else if (character === '"') {
            const end = endOfQuote(line, i);
            const inner = line.slice(i + 1, end);
            for (const [, substituted] of inner.matchAll(/\$\(([^()]*)\)/g)) commands.push(...commandsOf(substituted!));
            word = (word ?? "") + inner;
            i = end;
        } else if (line.startsWith("$(", i) || line.startsWith("<(", i)) {
            const end = endOfSubstitution(line, i + 1);
            commands.push(...commandsOf(line.slice(i + 2, end)));
            word = `${word ?? ""}$(…)`;
            i = end;
        } else if (line.startsWith("<<<", i)) {
            endWord();
            i += 2;
        } else if (character === "<" && /^<[a-z][a-z ]*>/.test(line.slice(i))) {
            // A placeholder.
            const end = line.indexOf(">", i);
            word = (word ?? "") + line.slice(i, end + 1);
            i = end;
        } else if (/[;|&()]/.test(character)) endCommand();
        else if (/[<>]/.test(character)) endWord();
        else if (/\s/.test(character)) endWord();
        else word = (word ?? "") + character;
    }
    endCommand();
    return commands;
}

function endOfQuote(line: string, from: number): number {
    for (let i = from + 1; i < line.length; i++) {
        if (line[i] === "\\") i++;
        else if (line[i] === '"') return i;
    }
    return line.length;
}

function endOfSubstitution(line: string, open: number): number {
    let depth = 0;
    for (let i = open; i < line.length; i++) {
        if (line[i] === "'") i = line.indexOf("'", i + 1);
        else if (line[i] === '"') i = endOfQuote(line, i);
        else if (line[i] === "(") depth++;
        else if (line[i] === ")" && --depth === 0) return i;
    }
    return line.length;
}

/** Without assignments, keywords, and the variable of a loop. */
function withoutPrefix(words: readonly string[]): string[] {
    const [first, ...rest] = words;
    if (first === undefined) return [];
    if (first === "for") return [];
    if (keywords.includes(first) || /^\w+=/.test(first)) return withoutPrefix(rest);
    return [...words];
}
