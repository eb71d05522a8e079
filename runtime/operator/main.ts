import { readFileSync } from "node:fs";
import { ConfigFaults } from "../../components/plan/faults";
import { environmentFrom, givingUp } from "../ending";
import { jsonLines, outliveLogReader } from "../log";
import { Hopeless, withPatience } from "./connection";
import { parseEnvironment } from "./environment";
import { parseSpec } from "./spec-file";
import { makeTable } from "./table";

/**
 * Makes the tables of a cell's store, or changes those that are there: `node main.js`, configured by the environment (`environment.ts`) and by
 * a file. Once more changes nothing.
 *
 * Ends with 0 when every table is as it is listed, 2 when its environment or file can't be right or a table can't become so, and 1 when it has
 * failed, also by SIGTERM: run again, it goes on from there.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    // The first process of a container has no default for signals.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => giveUp(1, "ended", signal));
    const { cell, spec, store } = environmentFrom(log, () => parseEnvironment(process.env));
    try {
        const { tables } = parseSpec(readFileSync(spec, "utf8"));
        const access = { servers: [store], tls: store.tls };
        for (const table of tables) {
            const what = `table ${table.name} of cell ${cell}`;
            const { state } = await withPatience(access, what, nats => makeTable(nats, table));
            log.info("table made", { table: table.name, state });
        }
        process.exit(0);
    } catch (error) {
        giveUp(stays.some(kind => error instanceof kind) ? 2 : 1, "tables not made", error);
    }
}

/** What no repetition mends. */
const stays = [ConfigFaults, Hopeless, SyntaxError];

void main();
