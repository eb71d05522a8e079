/**
 * Opens the directory that a server works in, of which nothing is known but that the user of image `fetch` owns it, to the user of the
 * server's image, and puts the release's file where the server looks for it. A file of its own keeps container runtimes from filling an empty
 * volume with what the server's image has there, rights included. `fetch` needs no shell for that, which its image hasn't.
 */
const script = `
const { chmodSync, mkdirSync, symlinkSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { DIRECTORY, LINK, FILE } = process.env;
chmodSync(DIRECTORY, 0o1777);
writeFileSync(DIRECTORY + "/.meridian", "");
if (LINK) {
    mkdirSync(dirname(LINK), { recursive: true, mode: 0o755 });
    symlinkSync(FILE, LINK);
}
`;

/** The program with its arguments, of image `fetch`. */
export const layOutCommand: readonly string[] = ["/usr/local/bin/node", "--eval", script];

/** What it finds in its environment: `directory` is the server's, and below it `modelPath` is to lead to the file. */
export function layOutEnvironment(
    directory: string,
    modelPath: string | undefined,
    file: string,
): Readonly<Record<string, string>> {
    return {
        DIRECTORY: directory,
        ...(modelPath === undefined ? {} : { LINK: `${directory}/${modelPath}`, FILE: file }),
    };
}
