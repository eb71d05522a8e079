import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
    backupUser,
    lookUpUser,
    administratorUser,
    observerUser,
    operatorUser,
    restoreUser,
    secrets,
    serverConfiguration,
    tableServerUser,
    watcherUser,
} from "../../../../runtime/operator/server-configuration";
import { podDirectories } from "../../../gate/pod";
import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import {
    administratorHost,
    backupHost,
    operatorHost,
    regionHost,
    restoreHost,
    serversHost,
    recordsHost,
    tablesHost,
    watcherHost,
} from "../../../plan/names";
import type { StorePlan } from "../../../plan/store/store-plan";
import { bucketsOf } from "../../../../runtime/store/subjects";
import { markOf } from "../landing-zone/secrets";
import { metadataOf } from "../objects";
import type { RoutesTo } from "./routes";
import { nameIn, storePorts, type StoreZone } from "./zone";

/** The file of a server's configuration in its Secret. */
export const configurationFile = "nats-server.conf";

/** What the servers of a cell's store share. */
export interface StoreKeys {
    /** What is stored is encrypted by it. */
    readonly storage: pulumi.Output<string>;
    /** Servers know each other by it. */
    readonly routes: pulumi.Output<string>;
}

/** The key of the config, as servers take it: any text becomes one of a fixed length and alphabet. */
export function storageKey(key: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.secret(key.apply(key => createHash("sha256").update(key).digest("hex")));
}

/** A server's configuration, which holds the keys, and what shows that it is another one. */
export function makeConfiguration(
    name: string,
    plan: StorePlan,
    zone: StoreZone,
    others: readonly RoutesTo[],
    keys: StoreKeys,
    opts: pulumi.CustomResourceOptions,
): { readonly secret: pulumi.Output<string>; readonly mark: pulumi.Output<string> } {
    const text = configurationOf(plan, zone, others);
    const filled = pulumi.secret(
        pulumi
            .all([keys.storage, keys.routes])
            .apply(([storage, routes]) =>
                text.replaceAll(`{{${secrets.storage}}}`, storage).replaceAll(`{{${secrets.routes}}}`, routes),
            ),
    );
    const secret = new k8s.core.v1.Secret(
        `${nameIn(name, zone)}-configuration`,
        { metadata: metadataOf(ownSecrets.storeConfiguration, zone), stringData: { [configurationFile]: filled } },
        { ...opts, provider: zone.provider },
    );
    return { secret: secret.metadata.name, mark: markOf(filled) };
}

function configurationOf(plan: StorePlan, { region }: StoreZone, others: readonly RoutesTo[]): string {
    const { backup, cell, homes, lookups } = plan;
    const hostOf = (place: typeof region) => regionHost(place, cell.name, cell.domain);
    const everywhere = "0.0.0.0";
    const features = lookups.flatMap(table => bucketsOf(table, homes.length));
    // The backup location serves no region.
    const served = cell.regions.includes(region);
    return serverConfiguration({
        name: region,
        cluster: cell.host,
        clients: { host: everywhere, port: storePorts.clients },
        routes: { host: everywhere, port: storePorts.routes },
        health: { host: "127.0.0.1", port: storePorts.health },
        others: others.map(({ host }) => ({ host, port: storePorts.routes })),
        directory: podDirectories.store,
        tls: podDirectories.tls,
        users: [
            ...(served
                ? [
                      tableServerUser(tablesHost(hostOf(region)), region),
                      watcherUser(recordsHost(hostOf(region)), region),
                  ]
                : []),
            ...(served && features.length > 0 ? [lookUpUser(serversHost(hostOf(region)), region, features)] : []),
            ...(region === cell.primary ? [operatorUser(operatorHost(hostOf(region)))] : []),
            ...(region === backup?.place
                ? [backupUser(backupHost(hostOf(region))), restoreUser(restoreHost(hostOf(region)))]
                : []),
        ],
        system: [
            ...(served ? [observerUser(watcherHost(hostOf(region)))] : []),
            ...(region === cell.primary ? [administratorUser(administratorHost(hostOf(region)))] : []),
        ],
    });
}
