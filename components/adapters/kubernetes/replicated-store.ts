import { randomBytes } from "node:crypto";

import { refuse } from "../../plan/faults";
import { splitRef } from "../../plan/places/catalogue";
import type { StorePlan } from "../../plan/store/store-plan";
import type { Scope } from "../../scope";
import { KubernetesBackupZone } from "./backup-zone";
import type { KubernetesLandingZone } from "./landing-zone";
import type { KubernetesStoreNodes } from "./nodes";
import { storageKey } from "./replicated-store/configuration";
import { makeBackups } from "./replicated-store/backups";
import { KubernetesStore } from "./replicated-store/kubernetes-store";
import { openLookUps, openOperator, openServer, openTables } from "./replicated-store/network";
import { makeOperator } from "./replicated-store/operator";
import { makeRoutesTo } from "./replicated-store/routes";
import { makeServer } from "./replicated-store/servers";
import { settingsFaults } from "./replicated-store/settings";
import { makeTableServers } from "./replicated-store/table-server";
import type { StoreZone } from "./replicated-store/zone";
import { stashed } from "./stashed";

/** RFC 2104 §3: a key is as long as the hash at least. */
const keyBytes = 32;

/**
 * One cluster of NATS JetStream over the clusters of a cell: a server in each region, and one in the backup location, which counts for the
 * majority and serves no region. Every place has a whole copy. A write is acknowledged once a majority has it on disk. Between clusters there
 * are routes only, to addresses of balancers, by mutual TLS and a key.
 */
export function storeOnKubernetes(
    name: string,
    plan: StorePlan,
    landings: readonly [KubernetesLandingZone, ...KubernetesLandingZone[]],
    { parent }: Scope,
): KubernetesStore {
    const [primary] = landings;
    const { settings } = primary;
    refuse(settingsFaults(settings, plan));
    const own = { parent };
    const backups = plan.places.filter(place => !plan.cell.regions.includes(place));
    const hasCopies = plan.backup !== undefined;
    const backupZones = backups.map(
        place => new KubernetesBackupZone(plan.cell, place, settings, primary.cellWide, hasCopies, own),
    );
    const zones: readonly StoreZone[] = [...landings, ...backupZones];
    const keys = {
        storage: storageKey(settings.store!.key),
        routes: stashed(`${name}-routes-key`, { key: randomBytes(keyBytes).toString("hex") }, own).apply(
            ({ key }) => key,
        ),
    };
    const routes = zones.map(zone => makeRoutesTo(name, zone, own));
    const servers = zones.reduce<ReturnType<typeof makeServer>[]>((before, zone) => {
        openServer(name, plan, zone);
        const others = routes.filter(({ place }) => place !== zone.region);
        // One place after the other: at each time a majority has servers that do not change.
        return [...before, makeServer(name, plan, zone, others, keys, { ...own, dependsOn: before.slice(-1) })];
    }, []);
    openOperator(name, primary);
    const operator = makeOperator(name, plan, primary, { ...own, dependsOn: servers });
    const tables = landings.map(landing => {
        openTables(name, landing);
        if (plan.lookups.length > 0) openLookUps(name, landing);
        return makeTableServers(name, plan, landing, { ...own, dependsOn: [operator] });
    });
    const copying = backupZones.flatMap(zone => makeBackups(name, plan, zone, { ...own, dependsOn: [operator] }));
    const nodes = {
        ...Object.fromEntries(zones.map(({ region }, i) => [`server-${splitRef(region).name}`, servers[i]!])),
        ...Object.fromEntries(landings.map(({ region }, i) => [`tables-${splitRef(region).name}`, tables[i]!])),
        operator,
        ...copying[0],
    } as KubernetesStoreNodes;
    return new KubernetesStore(
        plan,
        { ...nodes },
        Object.fromEntries(landings.map(({ region }, i) => [region, tables[i]!])),
        operator,
    );
}
