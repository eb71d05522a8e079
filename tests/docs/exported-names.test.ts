import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

import { type Block, blocksIn, placeOf } from "./blocks";

const root = path.join(__dirname, "..", "..");
const examples = path.join(root, "examples");
/** Type-checked with everything else, and run by their own tests. */
const programs = readdirSync(examples)
    .filter(file => file.endsWith(".ts"))
    .map(file => unindented(readFileSync(path.join(examples, file), "utf8")));

function unindented(text: string): string {
    return text
        .split("\n")
        .map(line => line.trim())
        .join("\n");
}

/** Every module that the package exports, as its source. */
const { exports: exported } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    exports: Record<string, string | { readonly types?: string }>;
};
const entries = Object.values(exported).flatMap(one =>
    typeof one === "string" || one.types === undefined
        ? []
        : [one.types.replace(/^\.\/dist\//, "").replace(/\.d\.ts$/, ".ts")],
);

/** Where the compiler finds the blocks of pages, as if each was a file of the project. */
const blocks = new Map<string, Block>(
    blocksIn("ts").map((block, i) => [path.join(root, "docs", `block-${i}.ts`), block]),
);

/** One program for all that is looked at, since the package with the SDKs takes seconds to read. */
function programOf(files: readonly string[]): ts.Program {
    const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), name => ts.sys.readFile(name)) as {
        config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    // A block may show a name that it does not use.
    const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false, noEmit: true };
    const host = ts.createCompilerHost(settings);
    const read = host.readFile.bind(host);
    const exists = host.fileExists.bind(host);
    const parse = host.getSourceFile.bind(host);
    host.readFile = file => blocks.get(file)?.text ?? read(file);
    host.fileExists = file => blocks.has(file) || exists(file);
    host.getSourceFile = (file, target, ...rest) => {
        const block = blocks.get(file);
        return block === undefined ? parse(file, target, ...rest) : ts.createSourceFile(file, block.text, target);
    };
    return ts.createProgram([...files, ...blocks.keys()], settings, host);
}

describe("TypeScript in the documentation", function () {
    this.timeout(60_000);
    let program: ts.Program;

    before(() => {
        program = programOf(entries.map(entry => path.join(root, entry)));
    });

    it("compiles against the package, in each block of the pages", () => {
        assert.ok(blocks.size >= 6, `${blocks.size}`);
        const errors = [...blocks].flatMap(([file, block]) => {
            const source = program.getSourceFile(file)!;
            return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
                ({ messageText, start = 0 }) => {
                    const { line } = source.getLineAndCharacterOfPosition(start);
                    const place = placeOf({ ...block, line: block.line + line });
                    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
                },
            );
        });
        assert.deepEqual(errors, []);
    });

    it("explains every exported name, and each class by an example that is a part of a program in examples/", () => {
        const checker = program.getTypeChecker();
        const bare = entries.flatMap(entry => {
            const source = program.getSourceFile(path.join(root, entry))!;
            return checker
                .getExportsOfModule(checker.getSymbolAtLocation(source)!)
                .map(symbol =>
                    (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
                )
                .filter(symbol => symbol.getDocumentationComment(checker).length === 0)
                .map(({ name }) => `${name} of ${entry}`);
        });
        assert.deepEqual(bare, []);

        const source = program.getSourceFile(path.join(root, "components/index.ts"))!;
        const classes = checker
            .getExportsOfModule(checker.getSymbolAtLocation(source)!)
            .map(symbol => checker.getAliasedSymbol(symbol))
            .filter(({ flags }) => (flags & ts.SymbolFlags.Class) !== 0);
        assert.ok(classes.length > 5);
        const unproven = classes.filter(symbol => {
            const example = symbol.getJsDocTags(checker).find(({ name }) => name === "example");
            const [, code] = /```ts\n(.+)\n```/s.exec(ts.displayPartsToString(example?.text)) ?? [];
            return code === undefined || !programs.some(text => text.includes(unindented(code)));
        });
        assert.deepEqual(
            unproven.map(({ name }) => name),
            [],
        );
    });
});
