import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import {
    administratorHost,
    backupHost,
    comparerHost,
    hubHost,
    operatorHost,
    prometheusHost,
    restoreHost,
    serversHost,
    recordsHost,
    storeHost,
    tablesHost,
    watcherHost,
} from "../../../plan/names";
import type { CertifiedSecret } from "../../../plan/serving/certifier";
import type { LandingScope } from "./scope";

/** What the pods of a backup location have certificates for: a server of the store runs there, and nothing else. */
export function certifiedInBackup({ host }: Pick<LandingScope, "host">) {
    return { store: { secret: ownSecrets.store, names: [storeHost(host)] } } satisfies Record<string, CertifiedSecret>;
}

/** The same where copies of tables are made: what makes them and what restores them have certificates, too. */
export function certifiedWithCopies(scope: Pick<LandingScope, "host">) {
    return {
        ...certifiedInBackup(scope),
        backup: { secret: ownSecrets.backup, names: [backupHost(scope.host)] },
        restore: { secret: ownSecrets.restore, names: [restoreHost(scope.host)] },
    } satisfies Record<string, CertifiedSecret>;
}

/** What the pods of a region have certificates for. */
export function certifiedInRegion(scope: Pick<LandingScope, "cell" | "existing" | "host">) {
    const { cell, existing, host } = scope;
    return {
        // By the last the hub calls the gate, which passes on what that reads of the region's watcher.
        gate: {
            secret: ownSecrets.gate,
            names: [...(existing.certificate === undefined ? [cell.host] : []), host, watcherHost(host)],
        },
        servers: { secret: ownSecrets.servers, names: [serversHost(host)] },
        comparer: { secret: ownSecrets.comparer, names: [comparerHost(host)] },
        tables: { secret: ownSecrets.tables, names: [tablesHost(host)] },
        watcher: { secret: ownSecrets.watcher, names: [watcherHost(host)] },
        // To the store a watcher has a name that no gate has.
        standings: { secret: ownSecrets.standings, names: [recordsHost(host)] },
        // Of the region, since its authority certifies names of the region alone.
        hub: { secret: ownSecrets.hub, names: [hubHost(host)] },
        administrator: { secret: ownSecrets.administrator, names: [administratorHost(host)] },
        operator: { secret: ownSecrets.operator, names: [operatorHost(host)] },
        ...certifiedInBackup(scope),
    } satisfies Record<string, CertifiedSecret>;
}

/** What reads the pods of a region from outside the cell's namespace has one for: Prometheus, where a config names it. */
export function certifiedBeside({
    host,
    settings,
}: Pick<LandingScope, "host" | "settings">): Record<string, CertifiedSecret> {
    return settings.hub.prometheus === undefined
        ? {}
        : { prometheus: { secret: ownSecrets.prometheus, names: [prometheusHost(host)] } };
}
