import * as pulumi from "@pulumi/pulumi";

import { tablesReadyPath } from "../../../gate/health/health";
import type { Address } from "../../../gate/upstream";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { regionHost, tablesHost } from "../../../plan/names";
import { type RegionRef, splitRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalLandingZone } from "../landing-zone";
import { type File, Process, type StoreTable } from "../resources";
import { nameOf, type Servers } from "./servers";
import { staleEnvironment, tablesFileOf } from "./tables";

/** What serves a cell's tables in a region, to its gate. */
export interface TableServer {
    readonly region: RegionRef;
    readonly address: pulumi.Output<Address>;
    /** The name in its certificate. */
    readonly serverName: string;
    readonly process: Process;
    readonly log: string;
}

export function makeTableServer(
    name: string,
    plan: StorePlan,
    landing: LocalLandingZone,
    servers: Servers,
    tables: readonly StoreTable[],
    tablesFile: File,
    opts: pulumi.CustomResourceOptions,
): TableServer {
    const { cell } = plan;
    const { names, target } = landing;
    const { region } = target;
    const { root } = names;
    const own = tablesProgram(name, region);
    const directory = `${directories.store(cell, region)}/tables`;
    const serverName = tablesHost(regionHost(region, cell.name, cell.domain));
    const tls = `${directory}/tls`;
    const certificate = names.certify(`${own}-tls`, cell, tls, [serverName], opts);
    const log = `${directory}/logs/tables.log`;
    const port = names.tables(cell, region);
    const store = names.store(cell, region);
    const process = new Process(
        own,
        {
            root,
            name: own,
            program: "table-server",
            args: [],
            environment: {
                CELL: cell.name,
                REGION: region,
                STORE_HOST: store.host,
                STORE_PORT: store.port.apply(String),
                STORE_NAME: nameOf(region, plan),
                TABLES: tablesFileOf(plan, landing),
                ...staleEnvironment(plan),
                PORT: port.port.apply(String),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: landing.gateName,
                TLS_OBSERVER_NAMES: landing.watcherName,
            } satisfies EnvironmentOf<"table-server", pulumi.Input<string>>,
            log,
            ready: [
                {
                    host: port.host,
                    port: port.port,
                    serverName,
                    path: tablesReadyPath,
                    authority: `${tls}/ca.crt`,
                    identity: tls,
                },
            ],
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [tablesFile, certificate, ...servers.processes, ...tables],
        }),
    );
    return { region, address: port.address, serverName, process, log };
}

/** What serves a store's tables in a region, to the supervisor. */
export function tablesProgram(store: string, region: RegionRef): string {
    return `${store}-${splitRef(region).name}-tables`;
}
