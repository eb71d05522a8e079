import type { RegionRef } from "../../../plan/places/catalogue";
import { splitRef } from "../../../plan/places/catalogue";
import { refuse } from "../../../plan/faults";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { Scope } from "../../../scope";
import type { LocalLandingZone } from "../landing-zone";
import type { LocalStoreNodes } from "../nodes";
import type { Process } from "../resources";
import { makeArtifact, makeArtifactBucket } from "./artifacts";
import { makeKeys } from "./keys";
import { LocalStore } from "./local-store";
import { makeMembers } from "./members";
import { clientFaults } from "./client";
import { makeServers } from "./servers";
import { makeRecords, makeTables, makeTablesFile } from "./tables";
import { makeTableServer } from "./table-server";
import { makeWays } from "./ways";

/**
 * A cluster of NATS JetStream for the cell: a server in each region, and one in the backup location, which counts for the majority and serves
 * no clients. Every location has a whole copy. A write is acknowledged once a majority has it on disk. A `strong` read returns everything
 * that was acknowledged before it, in every region; a `nearest` one reports how old it may be. With one location lost the others continue,
 * after an election of up to ten seconds for the shards that it led.
 */
export function storeLocally(
    name: string,
    plan: StorePlan,
    landings: readonly [LocalLandingZone, ...LocalLandingZone[]],
    { parent }: Scope,
): LocalStore {
    refuse(clientFaults());
    const { names } = landings[0];
    const options = { parent, dependsOn: names.records.of(plan.cell.name) };
    const keys = makeKeys(name, plan, names, options);
    const ways = makeWays(name, plan, names, options);
    const servers = makeServers(name, plan, names, keys, ways, options);
    const tables = makeTables(name, plan, names, servers, options);
    const standings = makeRecords(name, plan, names, servers, options);
    const tablesFiles = landings.map(landing => makeTablesFile(name, plan, landing, tables, options));
    const bucket = makeArtifactBucket(name, plan, names, servers, options);
    makeMembers(name, plan, names, servers, [...Object.values(tables), standings, bucket], options);
    const tableServers = landings.map((landing, i) =>
        makeTableServer(name, plan, landing, servers, Object.values(tables), tablesFiles[i]!, options),
    );
    const nodes = {
        ...keyed("server", plan.places, servers.processes),
        ...keyed(
            "tables",
            landings.map(({ target }) => target.region),
            tableServers.map(({ process }) => process),
        ),
        ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [`table-${name}`, table])),
        artifacts: bucket,
        standings,
        ...(ways && { network: ways.process }),
    } satisfies LocalStoreNodes;
    return new LocalStore(
        name,
        plan,
        nodes,
        Object.fromEntries(tableServers.map(server => [server.region, server])),
        Object.fromEntries(servers.addresses.map(address => [address.place, address])),
        source => makeArtifact(name, source, plan, names, servers, bucket, options),
    );
}

function keyed(prefix: string, places: readonly RegionRef[], made: readonly Process[]): Record<string, Process> {
    return Object.fromEntries(places.map((place, i) => [`${prefix}-${splitRef(place).name}`, made[i]!]));
}
