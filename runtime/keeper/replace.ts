import { bootstrapFile, type EnvoyConfiguration, type WatchedFile } from "../../components/gate/configuration";
import { contentOf, replaceFile } from "../files";
import { EnvoyAdmin } from "./envoy-admin";
import { beginJudgements, contentFor, fileOf, type GatePlace, socketOf, versionOf } from "./gate-files";
import { validate } from "./validate";

/**
 * Makes a configuration that of a gate, running or not. Throws where the program `envoy` refuses it; then the files are as before.
 */
export async function replaceGate(place: GatePlace, next: EnvoyConfiguration, envoy: string): Promise<void> {
    await beginJudgements(place, next);
    await validate(place, next, envoy);
    await replaceFile(fileOf(place, "bootstrap"), bootstrapFile(next, place.directory));
    await replaceInOrder(place, next);
}

/**
 * New clusters come before the routes that name them, and old ones go after. Each step is waited for when Envoy runs, so
 * that no request meets a route without its cluster.
 */
async function replaceInOrder(place: GatePlace, next: EnvoyConfiguration): Promise<void> {
    const admin = new EnvoyAdmin(socketOf(place));
    const running = await admin.isUp();
    const write = (configuration: EnvoyConfiguration, file: WatchedFile) =>
        replaceFile(fileOf(place, file), contentFor(configuration, file));
    const taken = async (configuration: EnvoyConfiguration, file: WatchedFile) => {
        if (running && configuration[file].length > 0) {
            await admin.untilTaken(file, versionOf(configuration, file));
        }
    };
    const both = { ...next, clusters: withClustersOf(await contentOf(fileOf(place, "clusters")), next) };
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
