import path from "node:path";

import ts from "typescript";

import { packageRoot } from "../package-root";

/** What the doc comments of a type's properties say, property by property, as deep as the type goes. */
export interface Commented {
    readonly comment: string;
    readonly properties: Readonly<Record<string, Commented>>;
    /** Of a list its items, of a record its values. */
    readonly items?: Commented;
}

/** Reads an exported type with the compiler: the comments beside the schema are the only place where a key is explained. */
export function commentsOf(file: string, typeName: string): Commented {
    const root = packageRoot();
    const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), name => ts.sys.readFile(name)) as {
        config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([path.join(root, file)], options);
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(path.join(root, file));
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source!)!);
    const symbol = exported.find(({ name }) => name === typeName);
    if (symbol === undefined) {
        throw new Error(`${file} exports no ${typeName}`);
    }
    return commented(checker.getDeclaredTypeOfSymbol(symbol), "", checker);
}

function commented(type: ts.Type, comment: string, checker: ts.TypeChecker): Commented {
    const own = objectIn(checker.getNonNullableType(type));
    if (own === undefined) {
        return { comment, properties: {} };
    }
    const items = checker.isArrayType(own)
        ? checker.getTypeArguments(own as ts.TypeReference)[0]
        : checker.getIndexTypeOfType(own, ts.IndexKind.String);
    if (items !== undefined) {
        return { comment, properties: {}, items: commented(items, "", checker) };
    }
    const properties = checker.getPropertiesOfType(own).map(property => {
        const text = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, " ").trim();
        return [property.name, commented(checker.getTypeOfSymbol(property), text, checker)] as const;
    });
    return { comment, properties: Object.fromEntries(properties) };
}

/** The object among a union's members, as in "a text or a list of texts". */
function objectIn(type: ts.Type): ts.Type | undefined {
    return type.isUnion()
        ? type.types.map(objectIn).find(member => member !== undefined)
        : (type.flags & ts.TypeFlags.Object) !== 0
          ? type
          : undefined;
}
