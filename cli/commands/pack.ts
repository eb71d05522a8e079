import path from "node:path";

import { artifactOf } from "../convert/artifact";
import { exitCodes, ProjectError, UsageError } from "../exit";
import { shown } from "../files";
import { commonOptions, readOptions } from "../options";
import { writeArchive } from "../pack/archive";
import { filesIn } from "../pack/files";
import { styleFor } from "../style";

export const usage = `usage: meridian pack <directory> [--to <file.tar>] [--json]

Writes a directory as an archive, for releases with \`server.unpack\`, and prints its digest and the lines for a stack's config. The same
files result in the same archive, whatever their order, times and owners. Links are followed.

      --to <file>   the archive (default: beside the directory, with the ending .tar)
      --json        the result as JSON on standard output
  -h, --help        shows this

JSON: { file, artifact, digest, bytes, entries, unchanged }

exit codes: 0 packed; 2 the directory can't be packed, or the archive is there with another content
`;

const { json, help } = commonOptions;

export async function run([named, ...rest]: readonly string[]): Promise<number> {
    if (named === undefined || named.startsWith("-")) {
        throw new UsageError("pack needs a directory before its options, as in models/chat");
    }
    const said = readOptions(rest, { json, help, to: { type: "string" } });
    const directory = path.resolve(named);
    const to = path.resolve(said.to ?? `${directory}.tar`);
    if (to.startsWith(`${directory}${path.sep}`)) {
        throw new ProjectError(`${shown(to)} lies in the directory that is packed; name a file elsewhere by --to`);
    }
    const files = filesIn(directory);
    const written = { file: to, artifact: artifactOf(to), entries: files.length, ...(await writeArchive(to, files)) };
    if (said.json) process.stdout.write(`${JSON.stringify(written, undefined, 2)}\n`);
    else report(written);
    return exitCodes.ok;
}

interface Result {
    readonly file: string;
    readonly artifact: string;
    readonly digest: string;
    readonly bytes: number;
    readonly entries: number;
    readonly unchanged: boolean;
}

function report({ file, artifact, digest, bytes, entries, unchanged }: Result): void {
    const { dim, good, strong } = styleFor(process.stdout);
    const state = good(unchanged ? "there already, the same" : "written");
    const lines = [
        `${strong(shown(file))}: ${state}`,
        `  ${dim("digest ")}  ${digest}`,
        `  ${dim("size   ")}  ${bytes} bytes, ${entries} files and directories`,
        "",
        "      releases:",
        '        "1.0.0":',
        `          artifact: ${artifact}`,
        `          digest: ${digest}`,
        "          server:",
        "            unpack: tar",
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
}
