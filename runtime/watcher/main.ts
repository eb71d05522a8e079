import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { listenerFor } from "../listener";
import { jsonLines, outliveLogReader } from "../log";
import { ProcessMetrics } from "../process-metrics";
import { RenewedAgent } from "../renewed-agent";
import { drain } from "../shutdown";
import { StoreConnection } from "../store/connection";
import { RecordsStore, recordsTable } from "../store/region-records";
import { Table } from "../store/table";
import { watcherRoutes } from "./api";
import { NearestRecords } from "./nearest-records";
import { parseEnvironment } from "./environment";
import { logsFrom } from "./logs";
import { queryRoutes } from "./queries";
import { type Region, regionOf } from "./region";
import type { Peer } from "./sources";
import { GateVerdict } from "./verdict";
import { Watcher } from "./watcher";

/**
 * Watches a region: `node main.js`, configured by the environment (`environment.ts`), and by a file with the region's parts, which it
 * watches. Reports aggregates to the hub, and to the region's gates whether routers may use it.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 if the configuration is wrong, and 1 if it has failed.
 */
function main(): void {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { cell, region, store, tls } = environment;
    let agent: RenewedAgent;
    let here: Region;
    try {
        agent = new RenewedAgent(tls, log, "the region's processes");
        here = regionOf(environment, agent, log);
    } catch (error) {
        return giveUp(2, "watch refused", error);
    }
    const { watch } = here;
    const recordsBy = (connection: StoreConnection) =>
        new RecordsStore(cell, new Table(recordsTable, region, () => connection.now));
    const connection = store && new StoreConnection(store, log);
    const detourBy = (other: Peer) => {
        const detour = new StoreConnection({ ...store!, ...other }, log);
        return {
            records: recordsBy(detour),
            reached: (ms: number) => detour.reached(ms),
            close: () => detour.close(),
        };
    };
    const records = connection && new NearestRecords(recordsBy(connection), () => watch().otherStores, detourBy);
    const verdict = new GateVerdict(log, here.verdict);
    const own = new ProcessMetrics({});
    const watcher = new Watcher({ cell, region }, watch, agent, records, here.gates, verdict, log, () => own.samples());
    const routes = [
        ...watcherRoutes(watcher, () => watch().regions),
        ...here.routes,
        ...queryRoutes({ cell, region }, watch, logsFrom(watch, environment.logsAt), agent, log),
    ];
    const server = listenerFor(
        environment,
        answerWith(routes, log, () => undefined),
        log,
        giveUp,
    );
    listenForHealth(environment, routes, log, giveUp);
    let stop: (() => void) | undefined;
    void verdict.begin().then(() => {
        stop = watcher.run();
    });
    new Ending(log, async () => {
        stop?.();
        await drain(server);
        await records?.close();
        await connection?.close();
    });
}

main();
