import { join } from "node:path";
import { cacheDirectory } from "../cache";
import { type Progress, progressOn } from "../progress";
import { type Arguments, help, parseArguments, UsageError } from "./arguments";
import { buildLayout, packageVersion } from "./build";
import { imageOf } from "./images";
import { layoutIn } from "./layout/folder";
import { readPins } from "./pins/pins";
import { updatePins } from "./pins/update";
import { compareRelease, releaseOf, writeRelease } from "./release";
import { jsonOf, pinsText, tableOf } from "./report";

/** `npm run images` (`arguments.ts`). */
async function main(argv: readonly string[]): Promise<void> {
    const given = parseArguments(argv);
    const progress = progressOn();
    if (given.help) print(help);
    else if (given.updatePins) print(pinsText(readPins(), await updatePins(progress)));
    else await build(given, progress);
}

async function build({ images, out, json, release }: Arguments, progress: Progress): Promise<void> {
    const chosen = Object.fromEntries(images.map(name => [name, imageOf(name)]));
    const folder = out ?? join(cacheDirectory(), "images", "layout");
    const built = await layoutIn(folder, into => buildLayout(chosen, readPins(), into, progress));
    print(json ? jsonOf(folder, built) : tableOf(folder, built));
    if (release === "write") writeRelease(releaseOf(packageVersion(), built));
    if (release === "compare") compareRelease(releaseOf(packageVersion(), built));
}

const print = (text: string) => void process.stdout.write(text);

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
});
