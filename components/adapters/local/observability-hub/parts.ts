import { existsSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { pathIn } from "../../../plan/serving/release-file";
import { type ModelPlan, releasesOf } from "../../../plan/serving/serving";
import { directories } from "../directories";
import type { LocalFront } from "../front";
import type { LocalRouted } from "../global-router";
import type { Watched, WatchedCell, WatchedRegion, WatchedStore } from "../operations/watched-file";
import { gateProgram } from "../regional-serving";
import { serverKey, servingProgram } from "../servers/server";
import type { LocalStore } from "../replicated-store/local-store";
import { serverProgram } from "../replicated-store/servers";
import { tablesProgram } from "../replicated-store/table-server";
import type { Watcher } from "./watcher";

/** What a cell consists of, beside its regions. */
export function cellParts(
    watchers: readonly Watcher[],
    routed: readonly LocalRouted[],
): pulumi.Output<Pick<WatchedCell, "asks" | "points" | "models" | "store">> {
    const [{ front, store }] = [watchers[0]!.region];
    const { auth, cell, models } = front.plan;
    const entered = routed.filter(({ cells }) => cells.includes(cell.name));
    return pulumi
        .all([pulumi.all(entered.map(({ points }) => points)), store === undefined ? undefined : storeParts(store)])
        .apply(([points, store]) => ({
            asks: { token: auth.jwt !== undefined, certificate: auth.certificates !== undefined },
            points: points.flat().map(({ city, host, port }) => ({ city, host, port })),
            models: models.map(model => ({
                name: model.name,
                ...(model.sticky && { sticky: model.sticky }),
                samples: samplesBeside(model),
            })),
            ...(store && { store }),
        }));
}

/** What runs in a region. */
export function regionParts({
    region: { front, store },
    program,
}: Watcher): pulumi.Output<Omit<WatchedRegion, "region" | "watcher">> {
    const { name, plan } = front;
    const gate = gateProgram(name);
    return serverParts(front).apply(servers => ({
        programs: [
            gate,
            ...front.behind.map(({ instance }) => servingProgram(name, instance)),
            ...(store ? [serverProgram(store.name, plan.region), tablesProgram(store.name, plan.region)] : []),
            program,
        ],
        gate: { program: gate, admin: `${directories.gate(name)}/admin.sock` },
        servers,
    }));
}

export function edgeParts(routed: readonly LocalRouted[]): Watched["edges"] {
    return routed.flatMap(({ processes }) =>
        processes.map(program => ({ program, admin: directories.edgeAdmin(program) })),
    );
}

function serverParts({ name, plan, behind }: LocalFront): pulumi.Output<WatchedRegion["servers"]> {
    const artifactOf = new Map(behind.map(({ instance, artifact }) => [instance, artifact]));
    const releases = releasesOf(plan.models).map(({ model, release }) => {
        const key = serverKey(model.name, release);
        return { model, release, key, artifact: artifactOf.get(key)! };
    });
    return pulumi.all(releases.map(({ artifact }) => artifact)).apply(artifacts =>
        releases.map(({ model, release, key }, i) => ({
            program: servingProgram(name, key),
            model: model.name,
            version: release.version,
            digest: release.digest,
            percent: release === model.shadow ? 0 : release.weight / 100,
            artifact: artifacts[i]!,
        })),
    );
}

function storeParts({ name, plan, servers }: LocalStore): pulumi.Output<WatchedStore> {
    const { cell, places, tables } = plan;
    return pulumi.all(places.map(place => servers[place]!.port)).apply(ports => ({
        observer: directories.storeObserver(cell),
        places: places.map((place, i) => ({
            place,
            program: serverProgram(name, place),
            host: servers[place]!.host,
            port: ports[i]!,
            name: servers[place]!.name,
            data: directories.storeData(cell, place),
            configuration: directories.storeConfiguration(cell, place),
        })),
        tables: tables.map(({ name, partitionKey, sortKey, ttl }) => ({
            name,
            partitionKey,
            ...(sortKey === undefined ? {} : { sortKey }),
            ...(ttl === undefined ? {} : { ttl }),
        })),
    }));
}

/** `models/screening/1.0.0/model.onnx` → `models/screening/sample.json` and `samples.json`, where they are. */
function samplesBeside({ releases }: ModelPlan): string[] {
    const file = pathIn(releases[0]?.artifact ?? "");
    if (file === undefined) {
        return [];
    }
    const directory = path.join(path.dirname(file), "..");
    return ["sample.json", "samples.json"]
        .map(name => path.join(directory, name))
        .filter(file => existsSync(path.resolve(pulumi.runtime.getRootDirectory(), file)));
}
