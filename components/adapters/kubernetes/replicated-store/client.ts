import type { EnvironmentOf } from "../../../plan/serving/programs";
import { podServers } from "../../../gate/pod";
import { storeHost } from "../../../plan/names";
import type { StorePlan } from "../../../plan/store/store-plan";
import { storeApp, storePorts, type StoreZone } from "./zone";

/** The variables by which a program finds the server of its region. */
export function storeEnvironment({ host, namespaceName, settings }: StoreZone) {
    return {
        STORE_HOST: podServers(storeApp, namespaceName, settings.clusterDomain),
        STORE_PORT: String(storePorts.clients),
        STORE_NAME: storeHost(host),
    } satisfies Partial<EnvironmentOf<"table-server">>;
}

/** Beyond which lag what reads the region's copy marks its answers. */
export function staleEnvironment({
    staleAfterSeconds,
}: Pick<StorePlan, "staleAfterSeconds">): Pick<EnvironmentOf<"table-server">, "STALE_AFTER_SECONDS"> {
    return staleAfterSeconds === undefined ? {} : { STALE_AFTER_SECONDS: String(staleAfterSeconds) };
}
