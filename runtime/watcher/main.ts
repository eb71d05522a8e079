import { readFileSync } from "node:fs";
import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { listenerFor } from "../listener";
import { jsonLines, type Log, outliveLogReader } from "../log";
import { ProcessMetrics } from "../process-metrics";
import { RenewedAgent } from "../renewed-agent";
import { drain } from "../shutdown";
import { StoreConnection } from "../store/connection";
import { StandingsStore, standingsTable } from "../store/standings";
import { Table } from "../store/table";
import { watchFiles } from "../watch";
import { watcherRoutes } from "./api";
import { NearestStandings } from "./nearest-standings";
import { parseEnvironment } from "./environment";
import { queryRoutes } from "./queries";
import type { Peer } from "./sources";
import { GateVerdict } from "./verdict";
import { parseWatch, type Watch } from "./watch-file";
import { Watcher } from "./watcher";

/**
 * Watches a region: `node main.js`, told by the environment where (`environment.ts`), and by a file, which it watches, what
 * there is. Tells the hub aggregates, and the region's gate whether routers are to come.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when what it is told can't be right, and 1 when it has failed.
 */
function main(): void {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { cell, region, store, tls } = environment;
    let watch: Watch;
    let agent: RenewedAgent;
    try {
        watch = parseWatch(readFileSync(environment.watch, "utf8"));
        agent = new RenewedAgent(tls, log, "the region's processes");
    } catch (error) {
        return giveUp(2, "watch refused", error);
    }
    watchFiles([environment.watch], () => {
        watch = reread(environment.watch, log) ?? watch;
    });
    const standingsBy = (connection: StoreConnection) =>
        new StandingsStore(cell, new Table(standingsTable, region, () => connection.now));
    const connection = store && new StoreConnection(store, log);
    const detourBy = (other: Peer) => {
        const detour = new StoreConnection({ ...store!, ...other }, log);
        return {
            standings: standingsBy(detour),
            reached: (ms: number) => detour.reached(ms),
            close: () => detour.close(),
        };
    };
    const standings = connection && new NearestStandings(standingsBy(connection), () => watch.otherStores, detourBy);
    const verdict = new GateVerdict(log);
    const own = new ProcessMetrics({});
    const watcher = new Watcher(
        { cell, region },
        () => watch,
        agent,
        standings,
        verdict,
        log,
        () => own.samples(),
    );
    const routes = [
        ...watcherRoutes(watcher, () => watch.regions),
        ...queryRoutes({ cell, region }, () => watch, agent, log),
    ];
    const server = listenerFor(
        environment,
        answerWith(routes, log, () => undefined),
        log,
        giveUp,
    );
    listenForHealth(environment, routes, log, giveUp);
    let stop: (() => void) | undefined;
    void verdict.begin(watch.gate).then(() => {
        stop = watcher.run();
    });
    new Ending(log, async () => {
        stop?.();
        await drain(server);
        await standings?.close();
        await connection?.close();
    });
}

function reread(file: string, log: Log): Watch | undefined {
    try {
        const next = parseWatch(readFileSync(file, "utf8"));
        log.info("watch reloaded");
        return next;
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("watch not reloaded", { reason: `${reason}; what was watched before is watched on` });
        return undefined;
    }
}

main();
