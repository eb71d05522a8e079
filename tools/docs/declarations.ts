import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as prettier from "prettier";
import ts from "typescript";

import { packageRoot } from "../package-root";

/**
 * Makes the declarations that the package ships plain: types that are derived from schemas are written out, each key with its
 * comment, and the schemas themselves are opaque. So a user's editor explains every key, and a user's compiler needs to know nothing of
 * zod, whose declarations fail under the settings of Pulumi's own project templates (no `esModuleInterop`, no `skipLibCheck`).
 */
export async function plainDeclarations(root: string): Promise<void> {
    const files = ["components", "policy", "runtime"]
        .flatMap(directory => filesIn(path.join(root, "dist", directory), ".d.ts"))
        .filter(file => mentionsZod(readFileSync(file, "utf8")));
    const sourceOf = (file: string) =>
        path.join(root, path.relative(path.join(root, "dist"), file).replace(/\.d\.ts$/, ".ts"));
    const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), name => ts.sys.readFile(name)) as {
        config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const style = await prettier.resolveConfig(path.join(root, "package.json"));
    const program = ts.createProgram(files.map(sourceOf), options);
    for (const file of files) {
        const source = program.getSourceFile(sourceOf(file))!;
        const text = plain(readFileSync(file, "utf8"), source, program.getTypeChecker());
        writeFileSync(file, await prettier.format(text, { ...style, parser: "typescript" }));
    }
}

function filesIn(directory: string, ending: string): string[] {
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter(file => file.endsWith(ending))
        .map(file => path.join(directory, file));
}

function mentionsZod(text: string): boolean {
    return text.includes('from "zod"') || text.includes('import("zod")');
}

function plain(declarations: string, source: ts.SourceFile, checker: ts.TypeChecker): string {
    const parsed = ts.createSourceFile("declarations.d.ts", declarations, ts.ScriptTarget.Latest, true);
    const kept = parsed.statements.flatMap(statement => plainStatement(statement, source, checker));
    return `${kept.join("\n")}\n`;
}

const zodType = /\bz\.|import\("zod"\)|\btypeof \w+/;

function plainStatement(statement: ts.Statement, source: ts.SourceFile, checker: ts.TypeChecker): string[] {
    const text = statement.getFullText().trim();
    if (ts.isImportDeclaration(statement)) {
        return (statement.moduleSpecifier as ts.StringLiteral).text === "zod" ? [] : [text];
    }
    if (!zodType.test(text)) {
        return [text];
    }
    if (ts.isVariableStatement(statement)) {
        const names = statement.declarationList.declarations.map(({ name }) => name.getText());
        return isExported(statement) ? names.map(name => `export declare const ${name}: unknown;`) : [];
    }
    if (ts.isFunctionDeclaration(statement)) {
        return [`export declare function ${statement.name!.text}(...args: never[]): unknown;`];
    }
    if (ts.isTypeAliasDeclaration(statement)) {
        const name = statement.name.text;
        const type = checker.getTypeAtLocation(declarationOf(name, source));
        const comment = ts.getJSDocCommentsAndTags(statement).map(node => node.getText());
        return [...comment, `${isExported(statement) ? "export " : ""}type ${name} = ${written(type, checker)};`];
    }
    return [text];
}

function isExported(statement: ts.Statement): boolean {
    return (
        ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    );
}

function declarationOf(name: string, source: ts.SourceFile): ts.Node {
    const found = source.statements.find(
        statement => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
    );
    return (found as ts.TypeAliasDeclaration).name;
}

/** A type as an author would write it. */
function written(type: ts.Type, checker: ts.TypeChecker): string {
    if (type.isUnion()) {
        const members = type.types.filter(member => (member.flags & ts.TypeFlags.Undefined) === 0);
        return members.every(member => (member.flags & ts.TypeFlags.Object) === 0)
            ? shortest(
                  checker.typeToString(checker.getNonNullableType(type), undefined, ts.TypeFormatFlags.NoTruncation),
              )
            : members.map(member => `(${written(member, checker)})`).join(" | ");
    }
    if ((type.flags & ts.TypeFlags.Object) === 0) {
        return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
    }
    if (checker.isArrayType(type)) {
        return `(${written(checker.getTypeArguments(type as ts.TypeReference)[0]!, checker)})[]`;
    }
    const members = checker.getPropertiesOfType(type).map(property => member(property, checker));
    const index = checker
        .getIndexInfosOfType(type)
        .map(({ keyType, type }) => `[key: ${checker.typeToString(keyType)}]: ${written(type, checker)};`);
    return `{\n${[...members, ...index].join("\n")}\n}`;
}

/** `boolean` is a union of `true` and `false`. */
function shortest(text: string): string {
    return text.replace(/\b(false \| true|true \| false)\b/, "boolean");
}

function member(property: ts.Symbol, checker: ts.TypeChecker): string {
    const comment = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, " ").trim();
    const optional = (property.flags & ts.SymbolFlags.Optional) === 0 ? "" : "?";
    const type = written(checker.getTypeOfSymbol(property), checker);
    return `${comment === "" ? "" : `/** ${comment} */\n`}${JSON.stringify(property.name)}${optional}: ${type};`;
}

if (require.main === module) {
    void plainDeclarations(packageRoot());
}
