import path from "node:path";
import type { AST, ESLint, Rule } from "eslint";
import { type Finding, Finder } from "./find";

const root = path.join(__dirname, "..", "..");
const finder = new Finder();

/** What is checked in tokens, by their types. */
const kinds: Readonly<Record<string, "prose" | "name" | undefined>> = {
    Identifier: "name",
    PrivateIdentifier: "name",
    JSXIdentifier: "name",
    String: "prose",
    Template: "prose",
    JSXText: "prose",
    RegularExpression: "prose",
};

/** The rule `words/glossary`: no entry of the glossary in comments, strings, test titles, identifiers and file names. */
const rule: Rule.RuleModule = {
    meta: {
        type: "suggestion",
        docs: { description: "Use the words of docs/glossary.md" },
        schema: [],
        messages: { avoid: "“{{words}}”: write {{write}} (docs/glossary.md)" },
    },
    create(context) {
        const { sourceCode } = context;
        const file = path.relative(root, context.filename).split(path.sep).join("/");
        const report = ({ words, write }: Finding, offset: number) => {
            const loc = sourceCode.getLocFromIndex(offset);
            context.report({ loc, messageId: "avoid", data: { words, write } });
        };
        const reportToken = ({ type, value, range: [start] }: AST.Token) => {
            const kind = kinds[type];
            if (kind === "name") for (const found of finder.name(value, file)) report(found, start);
            // A string without white space is a value, such as a key or a state, which users may rely on.
            // Without its quotes: those of a template would look like the backticks around a name.
            const content = value.slice(1, -1);
            // A string without white space is a value, such as a key or a state, which users may rely on.
            if (kind === "prose" && /\s/.test(content))
                for (const found of finder.prose(content, file)) report(found, start + 1 + found.index);
        };
        return {
            Program() {
                for (const found of finder.name(file, file)) report(found, 0);
                // Comments begin with two characters that are not part of their value.
                for (const { value, range } of sourceCode.getAllComments())
                    for (const found of finder.prose(value, file)) report(found, range![0] + 2 + found.index);
                for (const token of sourceCode.ast.tokens) reportToken(token);
            },
        };
    },
};

export const words: ESLint.Plugin = { meta: { name: "words" }, rules: { glossary: rule } };
