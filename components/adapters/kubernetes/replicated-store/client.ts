import type { EnvironmentOf } from "../../../plan/serving/programs";
import { podServers } from "../../../gate/pod";
import { storeHost } from "../../../plan/names";
import type { StorePlan } from "../../../plan/store/store-plan";
import { storeApp, storePorts, type StoreZone } from "./zone";

/** Where a program finds the server of its region, and the name in that server's certificate. */
export function storeIn({ host, namespaceName, settings }: Pick<StoreZone, "host" | "namespaceName" | "settings">) {
    return {
        host: podServers(storeApp, namespaceName, settings.clusterDomain),
        port: storePorts.clients as number,
        name: storeHost(host),
    };
}

/** The same as variables. */
export function storeEnvironment(zone: StoreZone) {
    const { host, name, port } = storeIn(zone);
    return {
        STORE_HOST: host,
        STORE_PORT: String(port),
        STORE_NAME: name,
    } satisfies Partial<EnvironmentOf<"table-server">>;
}

/** Beyond which lag what reads the region's copy marks its answers. */
export function staleEnvironment({
    staleAfterSeconds,
}: Pick<StorePlan, "staleAfterSeconds">): Pick<EnvironmentOf<"table-server">, "STALE_AFTER_SECONDS"> {
    return staleAfterSeconds === undefined ? {} : { STALE_AFTER_SECONDS: String(staleAfterSeconds) };
}
