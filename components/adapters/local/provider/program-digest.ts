import { createRequire } from "node:module";

import { contentOf, sha256 } from "../../../../runtime/files";

const digests = new Map<string, Promise<string>>();

/**
 * Digest of a program's code, by the file that starts it: of that file and of all that it loads, whatever folder that is in, but for
 * packages. Read once: it does not change while the engine runs. Where nothing is built, of nothing.
 */
export function digestOfProgram(main: string): Promise<string> {
    const digest = digests.get(main) ?? digestOf(main);
    digests.set(main, digest);
    return digest;
}

async function digestOf(main: string): Promise<string> {
    const files = new Map<string, Buffer>();
    await load(main, files);
    const contents = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, content]) => content);
    return sha256(Buffer.concat(contents)).slice(-16);
}

async function load(file: string, files: Map<string, Buffer>): Promise<void> {
    if (files.has(file)) return;
    // Taken, before others look.
    files.set(file, Buffer.alloc(0));
    const content = (await contentOf(file)) ?? Buffer.alloc(0);
    files.set(file, content);
    const { resolve } = createRequire(file);
    // As the compiler writes `import` and `import()`.
    const names = [...content.toString().matchAll(/\b(?:require|import)\("(\.[^"]+)"\)/g)].map(([, name]) => name!);
    await Promise.all(names.map(name => load(resolve(name), files)));
}
