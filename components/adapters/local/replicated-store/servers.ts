import * as pulumi from "@pulumi/pulumi";

import { regionHost, serversHost, storeHost, tablesHost, watcherHost } from "../../../plan/names";
import { type RegionRef, splitRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import { type Certificate, Directory, File, type Port, Process } from "../resources";
import {
    administratorUser,
    modelServerUser,
    observerUser,
    operatorUser,
    serverConfiguration,
    tableServerUser,
    watcherUser,
} from "../../../../runtime/operator/server-configuration";
import { bucketsOf } from "../../../../runtime/store/subjects";
import type { StoreKeys } from "./keys";
import type { Ways } from "./ways";

/** The servers of a cell's store. */
export interface Servers {
    /** In order of the plan's places. */
    readonly processes: readonly Process[];
    /** Where each place's server takes requests. */
    readonly addresses: readonly ServerAddress[];
    /** Directory of the certificate that may create buckets. */
    readonly operator: string;
    readonly operatorCertificate: Certificate;
    /** Directory of the certificate that may remove servers from the store. */
    readonly administrator: string;
    readonly administratorCertificate: Certificate;
}

/** Where a server is, and the name in its certificate. */
export interface ServerAddress {
    readonly place: RegionRef;
    readonly host: string;
    readonly port: pulumi.Output<number>;
    readonly name: string;
}

export function makeServers(
    name: string,
    plan: StorePlan,
    names: LocalNames,
    keys: StoreKeys,
    ways: Ways | undefined,
    opts: pulumi.CustomResourceOptions,
): Servers {
    const { cell } = plan;
    const [operator, observer] = [directories.storeOperator(cell), directories.storeObserver(cell)];
    const operatorCertificate = names.certify(`${name}-operator-tls`, cell, operator, [operatorName(plan)], opts);
    const observerCertificate = names.certify(`${name}-observer-tls`, cell, observer, [observerName(plan)], opts);
    const administrator = directories.storeAdministrator(cell);
    const administratorCertificate = names.certify(
        `${name}-administrator-tls`,
        cell,
        administrator,
        [administratorName(plan)],
        opts,
    );
    return {
        processes: plan.places.map(place =>
            makeServer(name, plan, place, names, keys, ways, observerCertificate, opts),
        ),
        addresses: plan.places.map(place => ({
            place,
            ...addressOf(names.store(cell, place)),
            name: nameOf(place, plan),
        })),
        operator,
        operatorCertificate,
        administrator,
        administratorCertificate,
    };
}

function makeServer(
    name: string,
    plan: StorePlan,
    place: RegionRef,
    names: LocalNames,
    keys: StoreKeys,
    ways: Ways | undefined,
    observerCertificate: Certificate,
    opts: pulumi.CustomResourceOptions,
): Process {
    const { cell, ephemeral } = plan;
    const { root } = names;
    const own = `${name}-${splitRef(place).name}`;
    const directory = directories.store(cell, place);
    const tls = `${directory}/tls`;
    const host = nameOf(place, plan);
    const certificate = names.certify(`${own}-tls`, cell, tls, [host, "127.0.0.1"], opts);
    const data = new Directory(
        `${own}-data`,
        {
            root,
            directory: directories.storeData(cell, place),
            holds: `data of cell ${cell.name} in ${place}`,
            ephemeral,
        },
        opts,
    );
    const clients = names.store(cell, place);
    const configuration = pulumi
        .all([clients.address, names.storeRoutes(cell, place).address, othersOf(place, plan, names, ways)])
        .apply(([clients, routes, others]) =>
            serverConfiguration({
                name: place,
                cluster: cell.host,
                clients,
                routes,
                others,
                directory,
                tls,
                users: [...usersOf(place, plan), operatorUser(operatorName(plan)), ...guestsOf(place, plan)],
                system: [observerUser(observerName(plan)), administratorUser(administratorName(plan))],
            }),
        );
    const file = directories.storeConfiguration(cell, place);
    const written = new File(
        `${own}-configuration`,
        { root, file, content: configuration, secrets: keys.files },
        pulumi.mergeOptions(opts, { dependsOn: [...keys.keys] }),
    );
    const program = serverProgram(name, place);
    return new Process(
        program,
        {
            root,
            name: program,
            program: "nats-server",
            args: ["-c", file],
            // It reads its certificate at its start only: with another it is restarted, in turn.
            environment: { CERTIFICATE: certificate.fingerprint },
            log: `${directory}/logs/nats-server.log`,
            ready: [{ host: clients.host, port: clients.port, name: host, observer: directories.storeObserver(cell) }],
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [written, certificate, data, observerCertificate, ...(ways === undefined ? [] : [ways.process])],
        }),
    );
}

/** What a place's server of a store is called to the supervisor. */
export function serverProgram(store: string, place: RegionRef): string {
    return `${store}-${splitRef(place).name}-server`;
}

function addressOf({ host, port }: Port): Pick<Port, "host" | "port"> {
    return { host, port };
}

/** The name in the certificate of a place's server. */
export function nameOf(place: RegionRef, { cell }: Pick<StorePlan, "cell">): string {
    return storeHost(regionHost(place, cell.name, cell.domain));
}

/** Where the others are found from a place: at once, or over ways that take their time. */
function othersOf(from: RegionRef, { cell, places }: StorePlan, names: LocalNames, ways: Ways | undefined) {
    const others = places.filter(place => place !== from);
    return pulumi.all(
        others.map(to => (ways === undefined ? names.storeRoutes(cell, to) : names.storeWay(from, cell, to)).address),
    );
}

/** The backup location serves no clients. */
function usersOf(place: RegionRef, { cell, homes, lookups }: StorePlan) {
    const host = regionHost(place, cell.name, cell.domain);
    return cell.regions.includes(place)
        ? [
              tableServerUser(tablesHost(host), place),
              watcherUser(watcherHost(host), place),
              modelServerUser(
                  serversHost(host),
                  place,
                  lookups.flatMap(table => bucketsOf(table, homes.length)),
              ),
          ]
        : [];
}

/** Watchers of other regions come where their own server can't take what they say. */
function guestsOf(place: RegionRef, { cell }: StorePlan) {
    const others = cell.regions.includes(place) ? cell.regions.filter(region => region !== place) : [];
    return others.map(region => watcherUser(watcherHost(regionHost(region, cell.name, cell.domain)), region));
}

function operatorName({ cell }: StorePlan): string {
    return `operator.store.${cell.host}`;
}

function administratorName({ cell }: StorePlan): string {
    return `administrator.store.${cell.host}`;
}

function observerName({ cell }: StorePlan): string {
    return `observer.store.${cell.host}`;
}
