import { releasedImages } from "../../tools/released-images";
import { exitCodes } from "../exit";
import { shown } from "../files";
import { lockFile } from "../lock-file";
import { commonOptions, readOptions } from "../options";
import { findProject } from "../project";
import { digestsOf, layoutImages } from "./layout";
import { lockBefore, lockImages, reportLocked } from "./locked";

/** `meridian images lock`. */
export function lock(argv: readonly string[]): number {
    const { json, help } = commonOptions;
    const options = readOptions(argv, { json, help, from: { type: "string" } } as const);
    const project = findProject(process.cwd());
    const before = lockBefore(project);
    const digests = options.from === undefined ? releasedDigests() : digestsOf(layoutImages(options.from));
    const images = lockImages(project, before, digests);
    if (options.json) {
        process.stdout.write(`${JSON.stringify({ images, file: shown(lockFile(project)) }, undefined, 2)}\n`);
    } else {
        reportLocked(project, digests);
    }
    return exitCodes.ok;
}

function releasedDigests(): Readonly<Record<string, string>> {
    const { images } = releasedImages();
    return Object.fromEntries(Object.entries(images).map(([name, { digest }]) => [name, digest]));
}
