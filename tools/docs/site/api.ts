import { readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** What programs import, with its source: `dist/components/index.d.ts` is made of `components/index.ts`. */
export function entryPoints(root: string): ReadonlyMap<string, string> {
    const { exports, name } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
    return new Map(
        Object.entries(exports).flatMap(([key, entry]) => {
            if (typeof entry === "string") return [];
            const source = entry.types.replace("./dist/", "").replace(/\.d\.ts$/, ".ts");
            return [[path.join(root, source), path.posix.join(name, key)] as const];
        }),
    );
}

/** Writes the reference of the exported names, by TypeDoc. Throws where a comment links to a name that does not exist. */
export async function writeApi(root: string, to: string): Promise<void> {
    const { Application } = await import("typedoc");
    const names = entryPoints(root);
    const application = await Application.bootstrap({
        name: "meridian API",
        entryPoints: [...names.keys()],
        tsconfig: path.join(root, "tsconfig.json"),
        excludeInternal: true,
        excludePrivate: true,
        excludeExternals: true,
        disableSources: true,
        readme: "none",
        // Its links lead nowhere for types whose base is not exported.
        includeHierarchySummary: false,
        navigationLinks: { Documentation: "../index.html" },
        customCss: path.join(__dirname, "theme", "api.css"),
        validation: { invalidLink: true, notExported: false, notDocumented: false },
        logLevel: "Warn",
    });
    const points = (application.getEntryPoints() ?? []).map(point => ({
        ...point,
        displayName: names.get(path.normalize(point.sourceFile.fileName)) ?? point.displayName,
    }));
    // Types are not checked again: `npm run types` does, and what counts here is the text.
    const project = application.converter.convert(points);
    application.validate(project);
    const { logger } = application;
    if (logger.hasErrors() || logger.hasWarnings()) throw new Error("the API reference has faults");
    await application.generateDocs(project, to);
}
