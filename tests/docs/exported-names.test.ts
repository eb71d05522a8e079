import assert from "node:assert/strict";
import path from "node:path";

import ts from "typescript";

const root = path.join(__dirname, "..", "..");
const entries = [
    "components/index.ts",
    "components/adapter.ts",
    "components/plan/index.ts",
    "components/adapters/aws/index.ts",
    "components/adapters/local/index.ts",
];

describe("every name that the package exports", () => {
    it("has a doc comment", () => {
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
    }).timeout(60_000);
});
