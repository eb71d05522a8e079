import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The directory of this package, whether it runs from its sources or compiled. Recipes that are no code stay there. */
export function packageRoot(from: string = __dirname): string {
    for (let directory = from; ; directory = dirname(directory)) {
        const manifest = join(directory, "package.json");
        if (existsSync(manifest)) {
            const { name } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string };
            if (name === "pulumi-meridian") return directory;
        }
        if (dirname(directory) === directory)
            throw new Error(`no directory above ${from} holds package pulumi-meridian; install it again`);
    }
}
