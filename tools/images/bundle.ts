import { relative } from "node:path";
import { packagesIn } from "../../build/third-party";
import { packageRoot } from "../package-root";

/** A program of the data plane. */
export interface Program {
    readonly name: string;
    /** From the root of the repository. */
    readonly source: string;
    /** Libraries that it loads by name when it needs them (`createRequire`). */
    readonly loads: readonly string[];
    /** Whether the hub's page lies beside it. */
    readonly page?: true;
}

export interface Bundled {
    /** By their paths beside each other. */
    readonly files: readonly { readonly path: string; readonly data: Uint8Array }[];
    /** Packages of npm that something in a bundle is from, by name. */
    readonly packages: readonly string[];
}

/** As an absolute path would, which bundles name in errors, the root would make other bytes of another checkout. */
const out = "/bundles";

/** One file a program; and one a library that programs load by its name, where Node looks for it: in `node_modules` beside them. */
export async function bundle(programs: readonly Program[], libraries: readonly string[]): Promise<Bundled> {
    const { build } = await import("esbuild");
    const { metafile, outputFiles } = await build({
        absWorkingDir: packageRoot(),
        entryPoints: {
            ...Object.fromEntries(programs.map(({ name, source }) => [name, source])),
            ...Object.fromEntries(libraries.map(name => [`node_modules/${name}`, name])),
        },
        outdir: out,
        bundle: true,
        platform: "node",
        target: "node24",
        // Node looks for a library as `.js`, and programs without a package.json are CommonJS nevertheless.
        format: "cjs",
        minifySyntax: true,
        minifyWhitespace: true,
        // The image has the licences' full text.
        legalComments: "none",
        metafile: true,
        write: false,
        logLevel: "silent",
    });
    return {
        files: outputFiles.map(({ path, contents }) => ({ path: relative(out, path), data: contents })),
        packages: packagesIn(metafile),
    };
}
