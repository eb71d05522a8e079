import * as pulumi from "@pulumi/pulumi";

import type { RegionRef } from "../../../plan/places/catalogue";
import { splitRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { StoreLinks } from "../../../replicated-store/contract";
import type { Scope } from "../../../scope";
import { ownLanding } from "../landing-zone";
import type { Process } from "../resources";
import { createArtifact, createArtifactBucket } from "./artifacts";
import { createKeys } from "./keys";
import { LocalStore } from "./local-store";
import { createMembers } from "./members";
import { refuseWithoutClient } from "./client";
import { createServers } from "./servers";
import { createStandings, createTables, createTablesFile } from "./tables";
import { createTableServer } from "./table-server";
import { createWays } from "./ways";

/**
 * A cluster of NATS JetStream for the cell: a server in each region, and one in the backup place, which counts for the majority
 * and serves nobody. Every place has a whole copy. A write is acknowledged once a majority has it on disk; a `strong` read
 * sees all that was acknowledged before it, in every region; a `nearest` one says how old it may be. With one place lost
 * the others go on, after an election of up to ten seconds for the shards that it led.
 */
export function storeLocally(name: string, plan: StorePlan, links: StoreLinks, { parent, opts }: Scope): LocalStore {
    refuseWithoutClient();
    const landings = links.landings.map(ownLanding);
    const { names } = landings[0]!;
    const options = pulumi.mergeOptions(opts, { parent, dependsOn: names.records.of(plan.cell.name) });
    const keys = createKeys(name, plan, names, options);
    const ways = createWays(name, plan, names, options);
    const servers = createServers(name, plan, names, keys, ways, options);
    const tables = createTables(name, plan, names, servers, options);
    const standings = createStandings(name, plan, names, servers, options);
    const told = landings.map(landing => createTablesFile(name, plan, landing, tables, options));
    const bucket = createArtifactBucket(name, plan, names, servers, options);
    createMembers(name, plan, names, servers, [...Object.values(tables), standings, bucket], options);
    const tableServers = landings.map((landing, i) =>
        createTableServer(name, plan, landing, servers, Object.values(tables), told[i]!, options),
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
    };
    return new LocalStore(
        name,
        plan,
        nodes,
        Object.fromEntries(tableServers.map(server => [server.region, server])),
        Object.fromEntries(servers.addresses.map(address => [address.place, address])),
        source => createArtifact(name, source, plan, names, servers, bucket, options),
    );
}

function keyed(prefix: string, places: readonly RegionRef[], made: readonly Process[]): Record<string, Process> {
    return Object.fromEntries(places.map((place, i) => [`${prefix}-${splitRef(place).name}`, made[i]!]));
}
