import { rm } from "node:fs/promises";
import path from "node:path";

import {
    bootstrapFile,
    discoveryFile,
    type EnvoyConfiguration,
    type WatchedFile,
    watchedFiles,
} from "../../components/gate/configuration";
import { endingFile, verdictFile } from "../../components/gate/health/verdict";
import { contentOf, removeFile, replaceFile, sha256 } from "../files";

/** One gate's files. */
export interface GatePlace {
    /** The directory that Envoy runs in. */
    readonly root: string;
    /** That of its files, relative to `root`: Envoy's configuration names them so. */
    readonly directory: string;
}

const files = ["bootstrap", ...watchedFiles] as const;

/** The instructions of a region's watcher to its gate, and those that apply before it sends any. */
const judgements = { verdict: verdictFile("serving"), ending: endingFile(false) } as const;
const judgementFiles = ["verdict", "ending"] as const;

type GateFile = (typeof files)[number] | (typeof judgementFiles)[number] | "candidate";

export const fileOf = ({ root, directory }: GatePlace, file: GateFile) => path.join(root, directory, `${file}.json`);
export const socketOf = ({ root, directory }: GatePlace) => path.join(root, directory, "admin.sock");

/** One of the watched files as Envoy reads it. */
export function contentFor(configuration: EnvoyConfiguration, file: WatchedFile): string {
    return discoveryFile(configuration, file, versionOf(configuration, file));
}

/** Envoy repeats it once it has taken the file. */
export function versionOf(configuration: EnvoyConfiguration, file: WatchedFile): string {
    return sha256(JSON.stringify(configuration[file])).slice(-16);
}

/** Digest over the files of a configuration. */
export function digestOf(configuration: EnvoyConfiguration, { directory }: Pick<GatePlace, "directory">): string {
    const contents = [
        bootstrapFile(configuration, directory),
        ...watchedFiles.map(file => contentFor(configuration, file)),
    ];
    return sha256(contents.join(""));
}

/** The same over the files as they are; undefined where one is missing. */
export async function digestIn(place: GatePlace, { judged }: EnvoyConfiguration): Promise<string | undefined> {
    const contents = await Promise.all(files.map(file => contentOf(fileOf(place, file))));
    const found = contents.filter(content => content !== undefined);
    const missing = judged === true ? await missingJudgements(place) : [];
    return missing.length > 0 || found.length < files.length ? undefined : sha256(Buffer.concat(found));
}

/** The region's watcher replaces them; until then nothing speaks against the region. */
export async function beginJudgements(place: GatePlace, { judged }: EnvoyConfiguration): Promise<void> {
    if (judged !== true) return;
    for (const file of await missingJudgements(place)) {
        await replaceFile(fileOf(place, file), judgements[file]);
    }
}

async function missingJudgements(place: GatePlace) {
    const contents = await Promise.all(judgementFiles.map(file => contentOf(fileOf(place, file))));
    return judgementFiles.filter((_, i) => contents[i] === undefined);
}

/** Envoy leaves its socket, and a process that was killed while it validated leaves the candidate. */
export async function removeGateFiles(place: GatePlace): Promise<void> {
    await rm(socketOf(place), { force: true });
    for (const file of [...files, ...judgementFiles, "candidate"] as const) {
        await removeFile(place.root, fileOf(place, file));
    }
}
