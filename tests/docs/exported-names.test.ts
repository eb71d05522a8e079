import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";

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

const entries = [
    "components/index.ts",
    "components/adapter.ts",
    "components/plan/index.ts",
    "components/adapters/aws/index.ts",
    "components/adapters/local/index.ts",
];

describe("every name that the package exports", () => {
    it("has a doc comment, and each class an example that is compiled", () => {
        const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), name => ts.sys.readFile(name)) as {
            config: unknown;
        };
        const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
        const program = ts.createProgram(
            entries.map(entry => path.join(root, entry)),
            options,
        );
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
            "each class has an @example that is a part of a program in examples/",
        );
    }).timeout(60_000);
});
