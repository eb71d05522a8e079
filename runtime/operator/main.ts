import { readFileSync } from "node:fs";
import type { NatsConnection } from "@nats-io/transport-node";
import { ConfigFaults, type Fault, refuse } from "../../components/plan/faults";
import { environmentFrom, givingUp } from "../ending";
import { jsonLines, type Log, outliveLogReader } from "../log";
import type { StoreAddress } from "../store/address";
import type { StoreAccess } from "./access";
import { makeBucket } from "./bucket";
import { copiesBucketOn } from "./copies";
import { Hopeless, withPatience } from "./connection";
import { type Environment, parseEnvironment } from "./environment";
import { removeOthers } from "./members";
import { parseSpec } from "./spec-file";
import { makeTable } from "./table";
import type { TableSpec } from "./table-spec";

/**
 * Creates or changes the tables of a cell's store, and removes servers from it that are no longer members: `node main.js`, configured by the
 * environment (`environment.ts`) and by a file. A second run changes nothing.
 *
 * Exit codes: 0 if every table and the list of members are as in the file; 2 if the environment or the file is invalid, or a table can't be
 * changed in this way; 1 if it failed or was ended by SIGTERM, and a further run continues from there.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    // The first process of a container has no default action for signals.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => giveUp(1, "ended", signal));
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    try {
        const spec = parseSpec(readFileSync(environment.spec, "utf8"));
        const members = spec.members && { names: spec.members, through: administeredIn(environment) };
        await makeTables(spec.tables, environment, log);
        if (spec.copied) await makeCopies(spec.copied, environment, log);
        if (members) await settleMembers(members.names, members.through, environment, log);
        process.exit(0);
    } catch (error) {
        giveUp(stays.some(kind => error instanceof kind) ? 2 : 1, "store not as listed", error);
    }
}

async function makeTables(tables: readonly TableSpec[], { cell, store }: Environment, log: Log): Promise<void> {
    for (const table of tables) {
        const what = `table ${table.name} of cell ${cell}`;
        const { state } = await withPatience(accessOf(store), what, nats => makeTable(nats, table));
        log.info("table made", { table: table.name, state });
    }
}

async function makeCopies(copied: readonly string[], { cell, store }: Environment, log: Log): Promise<void> {
    const make = (nats: NatsConnection) => makeBucket(nats, copiesBucketOn(copied));
    await withPatience(accessOf(store), `copies of the tables of cell ${cell}`, make);
    log.info("moments of copies kept", { servers: copied });
}

async function settleMembers(
    members: readonly string[],
    administered: StoreAddress,
    { cell }: Environment,
    log: Log,
): Promise<void> {
    const what = `members of cell ${cell}`;
    const remove = (nats: NatsConnection) => removeOthers(nats, members);
    const { removed, unheard } = await withPatience(accessOf(administered), what, remove, administered.inbox);
    log.info("members settled", { members, removed });
    if (unheard > 0) {
        const remedy = "once all servers run, run it again: one of them may be no member";
        log.error("servers unheard", {
            unheard,
            reason: "they count for the majority, and have not come since its leader started",
            remedy,
        });
    }
}

const accessOf = (store: StoreAddress): StoreAccess => ({ servers: [store], tls: store.tls });

/** Throws `ConfigFaults`. */
function administeredIn({ administered }: Environment): StoreAddress {
    if (administered === undefined) refuse([administratorMissing]);
    return administered!;
}

const administratorMissing: Fault = {
    code: "environment/tls-incomplete",
    path: "ADMINISTRATOR_CERT",
    problem: "not set, expected ADMINISTRATOR_CERT and ADMINISTRATOR_KEY, as the file of SPEC lists members",
    remedy: "set both, or remove members from the file",
};

/** Errors that a retry does not fix. */
const stays = [ConfigFaults, Hopeless, SyntaxError];

void main();
