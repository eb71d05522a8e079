/** The sentences of a file that ESLint does not read. All else is blank, so that positions stay as they are. */
export function sentencesOf(file: string, text: string): string {
    if (file.endsWith(".md")) return ofMarkdown(text);
    const comment = file.endsWith(".go") ? /^(.*?)(\/\/ .*)$/gm : /^(.*?)((?<!\S)#\s.*)$/gm;
    return onlyMatches(text, comment);
}

/** Outside blocks of code, code in sentences, the targets of links, and HTML comments. */
function ofMarkdown(text: string): string {
    return text
        .replace(/^( *)(```+|~~~+)[^\n]*\n[\s\S]*?^\1\2[^\n]*$/gm, blank)
        .replace(/(`+)[\s\S]*?\1/g, blank)
        .replace(/\]\([^)\s]*/g, blank);
}

function onlyMatches(text: string, pattern: RegExp): string {
    let sentences = "";
    for (const { 0: all, 1: before, 2: comment, index } of text.matchAll(pattern)) {
        sentences += blank(text.slice(sentences.length, index)) + blank(before!) + comment!;
        if (sentences.length !== index + all.length) throw new Error("positions have moved");
    }
    return sentences;
}

const blank = (text: string) => text.replace(/[^\n]/g, " ");
