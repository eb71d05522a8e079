import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { packageRoot } from "../package-root";
import { releasedImages } from "../released-images";
import { type Candidate, notesOf, problemsOf } from "./checks";
import { owner } from "./owner";

const help = `usage: npm run release:check -- [options]

Checks whether this commit can be released: the owner of the repository, the version in package.json, images.json and CHANGELOG.md, and the
digests in meridian.lock.json.

options:
  --tag <tag>   the tag that the release is made from, such as v1.2.0
  --notes       print the notes of the version in place of the result
  -h, --help    show this

exit codes: 0 it can be released, 1 it can't, 2 wrong usage
`;

const textOf = (...name: readonly string[]) => readFileSync(join(packageRoot(), ...name), "utf8");
const jsonOf = (name: string) => JSON.parse(textOf(name)) as unknown;

/** `npm run release:check` (docs/operations/releases.md). */
function main(argv: readonly string[]): number {
    const { help: isHelp, notes, tag } = argumentsOf(argv);
    if (isHelp) {
        process.stdout.write(help);
        return 0;
    }
    const candidate: Candidate = {
        owner,
        manifest: jsonOf("package.json") as Candidate["manifest"],
        images: releasedImages(),
        locked: (jsonOf("meridian.lock.json") as { images: Record<string, string> }).images,
        changelog: textOf("CHANGELOG.md"),
        changes: readdirSync(join(packageRoot(), ".changeset")).filter(
            name => name.endsWith(".md") && name !== "README.md",
        ),
        ...(tag !== undefined && { tag }),
    };
    const { version } = candidate.manifest;
    const problems = problemsOf(candidate);
    for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
    if (problems.length > 0) return 1;
    process.stdout.write(notes ? `${notesOf(candidate.changelog, version)}\n` : `${version} can be released\n`);
    return 0;
}

function argumentsOf(argv: readonly string[]) {
    const options = {
        tag: { type: "string" },
        notes: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    } as const;
    return parseArgs({ args: [...argv], options }).values;
}

try {
    process.exitCode = main(process.argv.slice(2));
} catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof TypeError ? 2 : 1;
}
