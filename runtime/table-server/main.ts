import { readFileSync } from "node:fs";
import { answerWith } from "../answers";
import { Ending, environmentFrom, givingUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { listenerFor } from "../listener";
import { jsonLines, type Log, outliveLogReader } from "../log";
import { drain } from "../shutdown";
import { StoreConnection } from "../store/connection";
import { Majority } from "../store/majority";
import { Table, type TableSpec } from "../store/table";
import { watchFiles } from "../watch";
import { apiRoutes, type Served } from "./api";
import { ChangesIds } from "./changes-ids";
import { Copies } from "./copies";
import { parseEnvironment } from "./environment";
import { Homes } from "./homes";
import { TableMetrics } from "./metrics";
import { Heartbeats } from "./heartbeats";
import { parseTables, type Tables } from "./tables-file";

/**
 * Serves a cell's tables in one region: `node main.js`, configured by the environment (`environment.ts`), and by a file with the tables,
 * which it watches.
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 if the configuration is wrong, and 1 if it has failed.
 */
function main(): void {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { region, store, deadlineMs, staleAfterMs } = environment;
    let configured: Tables;
    try {
        configured = parseTables(readFileSync(environment.tables, "utf8"));
    } catch (error) {
        return giveUp(2, "tables refused", error);
    }
    const connection = new StoreConnection(store, log);
    const connected = () => connection.now;
    const majority = new Majority();
    const make = (spec: TableSpec) => new Table(spec, region, connected, majority);
    let served = servedFrom(configured, make);
    watchFiles([environment.tables], () => {
        const next = reread(environment.tables, log);
        if (next === undefined) return;
        configured = next;
        served = servedFrom(configured, make, served);
        log.info("tables reloaded", { tables: configured.tables.map(({ name }) => name) });
    });
    const homes = new Homes(region, connected, () => configured, log);
    const heartbeats = new Heartbeats(() => served.tables, connected);
    let leaving = false;
    const isReady = () => !leaving && isReached();
    const isReached = () => connected() !== undefined;
    const copies = new Copies(connected);
    const metrics = new TableMetrics(environment.cell, region, () => served.tables, isReached, {
        newest: () => copies.newest(),
        everyHours: () => configured.backup?.everyHours,
    });
    const changesIds = new ChangesIds(connected);
    const routes = apiRoutes({ isReady, served: () => served, deadlineMs, staleAfterMs, metrics, changesIds });
    const server = listenerFor(
        environment,
        answerWith(routes, log, () => undefined),
        log,
        giveUp,
    );
    listenForHealth(environment, routes, log, giveUp);
    new Ending(log, async () => {
        leaving = true;
        homes.stop();
        heartbeats.stop();
        await drain(server);
        await connection.close();
    });
}

/** Tables that stay as they were keep what is known of them. */
function servedFrom({ tables, consistency }: Tables, make: (spec: TableSpec) => Table, before?: Served): Served {
    return {
        consistency: consistency === "strong" ? "strong" : "nearest",
        tables: new Map(
            tables.map(spec => {
                const known = before?.tables.get(spec.name);
                const same = known !== undefined && JSON.stringify(known.spec) === JSON.stringify(spec);
                return [spec.name, same ? known : make(spec)];
            }),
        ),
    };
}

function reread(file: string, log: Log): Tables | undefined {
    try {
        return parseTables(readFileSync(file, "utf8"));
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("tables not reloaded", { reason: `${reason}; those before stay in use` });
        return undefined;
    }
}

main();
