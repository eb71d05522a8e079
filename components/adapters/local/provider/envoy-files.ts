import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { findTool } from "../../../../tools";
import {
    bootstrapFile,
    discoveryFile,
    type EnvoyConfiguration,
    type WatchedFile,
    watchedFiles,
    wholeFile,
} from "../../../gate/configuration";
import { endingFile, verdictFile } from "../../../gate/health/verdict";
import { EnvoyAdmin } from "./envoy-admin";
import { contentOf, removeFile, replaceFile, resolveIn, sha256 } from "./files";
import type { Kind } from "./kind";

export interface EnvoyFilesInputs {
    readonly root: string;
    readonly directory: string;
    /** An `EnvoyConfiguration` as JSON. */
    readonly configuration: string;
}

export interface EnvoyFilesOutputs {
    /** Digest over the files as they are. */
    readonly found: string;
}

/** One Envoy's configuration as watched files: validated before use, replaced in an order that loses no request. */
export const envoyFiles: Kind<EnvoyFilesInputs, EnvoyFilesOutputs> = {
    identify: ({ directory }) => directory,
    async apply(inputs) {
        const configuration = JSON.parse(inputs.configuration) as EnvoyConfiguration;
        for (const file of await lackingOf(inputs, configuration)) {
            // The region's watcher replaces it; until then nothing speaks against the region.
            await replaceFile(fileIn(inputs, file), judgements[file]);
        }
        await validate(inputs, configuration);
        await replaceFile(fileIn(inputs, "bootstrap"), bootstrapFile(configuration, inputs.directory));
        await replaceInOrder(inputs, configuration);
        return { found: digestOf(configuration, inputs.directory) };
    },
    async inspect(inputs) {
        const files = await Promise.all(allFiles.map(file => contentOf(fileIn(inputs, file))));
        const lacking = await lackingOf(inputs, JSON.parse(inputs.configuration) as EnvoyConfiguration);
        return lacking.length > 0 || files.some(content => content === undefined)
            ? undefined
            : { found: sha256(Buffer.concat(files.filter(content => content !== undefined))) };
    },
    isRight: ({ configuration, directory }, { found }) =>
        found === digestOf(JSON.parse(configuration) as EnvoyConfiguration, directory),
    async remove(inputs) {
        // Envoy leaves its socket, and a run that was killed while it validated leaves the candidate.
        await rm(resolveIn(inputs.root, `${inputs.directory}/admin.sock`), { force: true });
        for (const file of [...allFiles, ...judgementFiles, "candidate"] as const) {
            await removeFile(resolveIn(inputs.root), fileIn(inputs, file));
        }
    },
};

const allFiles = ["bootstrap", ...watchedFiles] as const;

/** What a region's watcher says to its gate, and what holds before it says anything. */
const judgements = { verdict: verdictFile("serving"), ending: endingFile(false) } as const;
const judgementFiles = ["verdict", "ending"] as const;

/** Those of them that are not there. */
async function lackingOf(inputs: EnvoyFilesInputs, { judged }: EnvoyConfiguration) {
    if (judged !== true) return [];
    const contents = await Promise.all(judgementFiles.map(file => contentOf(fileIn(inputs, file))));
    return judgementFiles.filter((_, i) => contents[i] === undefined);
}

function fileIn(
    { root, directory }: EnvoyFilesInputs,
    name: (typeof allFiles)[number] | (typeof judgementFiles)[number] | "candidate",
): string {
    return resolveIn(root, `${directory}/${name}.json`);
}

function contentFor(configuration: EnvoyConfiguration, file: WatchedFile): string {
    return discoveryFile(configuration, file, versionOf(configuration, file));
}

/** Envoy repeats it once it has taken the file. */
function versionOf(configuration: EnvoyConfiguration, file: WatchedFile): string {
    return sha256(JSON.stringify(configuration[file])).slice(-16);
}

function digestOf(configuration: EnvoyConfiguration, directory: string): string {
    const contents = [
        bootstrapFile(configuration, directory),
        ...watchedFiles.map(file => contentFor(configuration, file)),
    ];
    return sha256(contents.join(""));
}

/** Asks Envoy itself, in one piece: it reads no watched file when it validates. */
async function validate(inputs: EnvoyFilesInputs, configuration: EnvoyConfiguration): Promise<void> {
    const envoy = await findTool("envoy");
    const candidate = fileIn(inputs, "candidate");
    await replaceFile(candidate, wholeFile(configuration));
    try {
        const file = path.relative(resolveIn(inputs.root), candidate);
        await promisify(execFile)(envoy, ["--mode", "validate", "--log-level", "error", "-c", file], {
            cwd: resolveIn(inputs.root),
        });
    } catch (error) {
        const { stderr } = error as { stderr?: string };
        throw new Error(`envoy refuses the configuration for ${inputs.directory}: ${stderr ?? String(error)}`, {
            cause: error,
        });
    } finally {
        await rm(candidate, { force: true });
    }
}

/**
 * New clusters come before the routes that name them, and old ones go after. Each step is waited for when Envoy runs, so
 * that no request meets a route without its cluster.
 */
async function replaceInOrder(inputs: EnvoyFilesInputs, next: EnvoyConfiguration): Promise<void> {
    const admin = new EnvoyAdmin(resolveIn(inputs.root, `${inputs.directory}/admin.sock`));
    const running = await admin.isUp();
    const write = (configuration: EnvoyConfiguration, file: WatchedFile) =>
        replaceFile(fileIn(inputs, file), contentFor(configuration, file));
    const taken = async (configuration: EnvoyConfiguration, file: WatchedFile) => {
        if (running && configuration[file].length > 0) {
            await admin.untilTaken(file, versionOf(configuration, file));
        }
    };
    const both = { ...next, clusters: withClustersOf(await contentOf(fileIn(inputs, "clusters")), next) };
    await write(next, "authority");
    await write(next, "identity");
    await write(both, "clusters");
    await taken(both, "clusters");
    await write(next, "clientRoutes");
    await write(next, "gateRoutes");
    await write(next, "listeners");
    await taken(next, "listeners");
    // Only now: routes that a new listener brings are read once it is there.
    await taken(next, "clientRoutes");
    await taken(next, "gateRoutes");
    await write(next, "clusters");
    await taken(next, "clusters");
}

function withClustersOf(before: Buffer | undefined, next: EnvoyConfiguration): EnvoyConfiguration["clusters"] {
    if (before === undefined) {
        return next.clusters;
    }
    const names = next.clusters.map(cluster => cluster.name);
    return [...next.clusters, ...clustersIn(before.toString()).filter(cluster => !names.includes(cluster.name))];
}

/** None where the file was tampered with: then Envoy has not taken it. */
function clustersIn(file: string): EnvoyConfiguration["clusters"] {
    try {
        const { resources } = JSON.parse(file) as { resources?: EnvoyConfiguration["clusters"] };
        return resources ?? [];
    } catch {
        return [];
    }
}
