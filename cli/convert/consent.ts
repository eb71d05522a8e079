import { createInterface } from "node:readline/promises";

import { UsageError } from "../exit";
import { shown } from "../files";
import { styleFor } from "../style";

/** What of a run is dangerous, and whether the user has agreed to it already. */
export interface Risk {
    readonly file: string;
    /** Whether loading the file runs code in it. */
    readonly runsCode: boolean;
    /** Why there is no sandbox; undefined where the code runs in one. */
    readonly open?: string;
    readonly agreed: boolean;
}

/** Warns of a file that runs code, and asks whether to load it. Throws `UsageError` where there is no agreement, and no terminal to ask on. */
export async function agree({ file, runsCode, open, agreed }: Risk): Promise<void> {
    if (!runsCode) return;
    const { bad } = styleFor(process.stderr);
    const where =
        open === undefined
            ? "It runs without network, environment and your files."
            : "It runs WITHOUT A SANDBOX, with all rights of your user: your files, and the network.";
    process.stderr.write(
        `${bad("warning")}: ${shown(file)} is a pickle, and loading a pickle executes code that is in it. ${where} Load files of sources that you trust only.\n`,
    );
    if (agreed) return;
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
        throw new UsageError(`${shown(file)} is not loaded without agreement; pass --yes if you trust its source`);
    }
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
        const answer = await terminal.question("Load it? [y/N] ");
        if (/^y(es)?$/i.test(answer.trim())) return;
    } finally {
        terminal.close();
    }
    throw new UsageError(`${shown(file)} is not loaded`);
}
