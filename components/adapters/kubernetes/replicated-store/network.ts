import { podPorts, tablesApp, watcherApp } from "../../../gate/pod";
import type { StorePlan } from "../../../plan/store/store-plan";
import { gateApp } from "../front";
import { makePolicy, podsOf, tcp } from "../network-policy";
import { serverRole } from "../objects";
import { backupApp, nameIn, operatorApp, restoreApp, storeApp, storePorts, type StoreZone } from "./zone";

/** What may connect to a place's server, and where that connects to. */
export function openServer(
    name: string,
    { backup, lookups }: Pick<StorePlan, "backup" | "lookups">,
    zone: StoreZone,
): void {
    const looking = lookups.length > 0 ? [{ role: serverRole }] : [];
    const copying = backup?.place === zone.region ? [{ app: backupApp }, { app: restoreApp }] : [];
    const all = [{ app: tablesApp }, { app: operatorApp }, { app: watcherApp }, ...looking, ...copying];
    const clients = all.map(pods => ({
        podSelector: podsOf(pods),
    }));
    makePolicy(
        `${nameIn(name, zone)}-server`,
        storeApp,
        {
            pods: { app: storeApp },
            from: [
                { ports: tcp(storePorts.clients), from: clients },
                // Balancers and nodes put their own addresses in the place of servers'.
                { ports: tcp(storePorts.routes) },
            ],
            to: [{ ports: tcp(storePorts.routes) }],
        },
        zone,
    );
}

/** What makes the tables connects to the server of its region only. */
export function openOperator(name: string, zone: StoreZone): void {
    makePolicy(`${nameIn(name, zone)}-operator`, operatorApp, { pods: { app: operatorApp }, to: [toServer] }, zone);
}

/** What copies tables connects to the server of its place, and to the port of the bucket, whose addresses are not known. */
export function openBackups(name: string, bucket: URL, zone: StoreZone): void {
    for (const app of [backupApp, restoreApp]) {
        const to = [toServer, { ports: tcp(Number(bucket.port || 443)) }];
        makePolicy(`${nameIn(name, zone)}-${app}`, app, { pods: { app }, to }, zone);
    }
}

/** Gates connect to what serves the tables, and watchers; and that to the server of its region. */
export function openTables(name: string, zone: StoreZone): void {
    const callers = [gateApp, watcherApp].map(app => ({ podSelector: podsOf({ app }) }));
    makePolicy(
        `${nameIn(name, zone)}-tables`,
        tablesApp,
        {
            pods: { app: tablesApp },
            from: [{ ports: tcp(podPorts.server), from: callers }],
            to: [toServer],
        },
        zone,
    );
}

/** Servers of models look features up in the server of their region. */
export function openLookUps(name: string, zone: StoreZone): void {
    makePolicy(`${nameIn(name, zone)}-look-ups`, "look-ups", { pods: { role: serverRole }, to: [toServer] }, zone);
}

/** To the server of the region. */
export const toServer = { ports: tcp(storePorts.clients), to: [{ podSelector: podsOf({ app: storeApp }) }] };
