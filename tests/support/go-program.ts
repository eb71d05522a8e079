import { existsSync } from "node:fs";
import path from "node:path";

import { goBuild } from "../../tools/go";
import { installOnce } from "../../tools/install";
import { silent } from "../../tools/progress";
import { cachedAt } from "../../tools/tool";

/** A program of the tests in Go: a folder of `tests/support` with its module. */
export interface GoProgram {
    /** The folder's name, and the program's. */
    readonly name: string;
    /** Of what it is built on. */
    readonly version: string;
    /** The lowest Go that builds it. */
    readonly minimumGo: string;
}

/** The program's file: built once, and kept in the cache. */
export async function goProgram({ name, version, minimumGo }: GoProgram): Promise<string> {
    const module = `../tests/support/${name}`;
    const directory = cachedAt({
        name,
        version,
        recipe: ["go.mod", "go.sum", "main.go"].map(file => `${module}/${file}`),
    });
    if (!existsSync(directory)) {
        await installOnce(
            directory,
            (into, log) => {
                const built = { module, package: ".", variables: {}, minimumGo };
                return goBuild(built, path.join(into, name), into, log);
            },
            silent,
        );
    }
    return path.join(directory, name);
}
