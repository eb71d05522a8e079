import { readFileSync } from "node:fs";

import { ConfigFaults } from "../../components/plan/faults";
import { environmentFrom, givingUp } from "../ending";
import { Refused } from "../fetch/failure";
import { jsonLines, type Log, outliveLogReader } from "../log";
import { withStore } from "../operator/connection";
import { parseSpec } from "../operator/spec-file";
import { copiesSubject } from "../store/copies";
import { about, backUp, backupInbox, type Run, sizeOf } from "./backup";
import { Bucket } from "./bucket";
import { manifestOf, prune } from "./copies";
import { type Environment, parseEnvironment, readAccessKey, readSecret } from "./environment";
import { newCopy } from "./manifest";
import { restore } from "./restore";
import { Seal } from "./seal";

/**
 * Copies the tables of a cell's store to a bucket, or restores them from there: `node main.js`, configured by the environment (`environment.ts`) and by
 * files.
 *
 * Ends with 0 when the copy is whole, or restored; with 2 when its environment or a file can't be right, or a repetition would fail as well; and with 1
 * when it has failed, also by SIGTERM: a copy that was begun is none then, and a restoration goes on when it is run again.
 */
async function main(): Promise<void> {
    outliveLogReader();
    const { CELL, REGION } = process.env;
    const log = jsonLines({ cell: CELL, region: REGION });
    const giveUp = givingUp(log);
    // The first process of a container has no default for signals.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => giveUp(1, "ended", signal));
    const environment = environmentFrom(log, () => parseEnvironment(process.env));
    const { deadlineMs, task } = environment;
    const signal = AbortSignal.timeout(deadlineMs);
    try {
        await perform(environment, signal, log);
        process.exit(0);
    } catch (error) {
        const late = new Error(`not done after ${deadlineMs / 1000} s; raise DEADLINE_SECONDS, or see why it is slow`);
        const stays = !signal.aborted && [ConfigFaults, Refused, SyntaxError].some(kind => error instanceof kind);
        giveUp(
            stays ? 2 : 1,
            task.kind === "backup" ? "backup failed" : "restoration failed",
            signal.aborted ? late : error,
        );
    }
}

async function perform(environment: Environment, signal: AbortSignal, log: Log): Promise<void> {
    const { bucket: address, cell, spec, store, task } = environment;
    const { tables } = parseSpec(readFileSync(spec, "utf8"));
    const key = readSecret(environment.encryptionKey);
    const bucket = new Bucket({ ...address, credentials: readAccessKey(environment.accessKey) }, signal);
    const run = { cell, access: { servers: [store], tls: store.tls }, bucket, signal, log };
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    if (task.kind === "restore") {
        const manifest = await manifestOf(bucket, task.copy, key);
        const { begun, copy, ended } = manifest;
        log.info("restoration begun", { copy, begun, ended, bucket: bucket.shown });
        await restore(tables, manifest, { ...run, seal: new Seal(key, copy), replace: task.replace });
        log.info("copy restored", { copy, tookMs: took() });
        return;
    }
    const copy = newCopy(new Date());
    log.info("backup begun", { copy, bucket: bucket.shown });
    const { streams } = await backUp(tables, { ...run, copy, seal: new Seal(key, copy) });
    const bytes = streams.reduce((sum, stream) => sum + sizeOf(stream), 0);
    log.info("copy made", { copy, shards: streams.length, bytes, tookMs: took() });
    await sayWhole(copy, run);
    const limits = { now: Date.now(), retainDays: task.retainDays, runMs: environment.deadlineMs };
    await prune(bucket, limits, log).catch((error: unknown) => {
        throw about(`copy ${copy} is made, and older ones are not deleted`, error);
    });
}

/** The copy is whole without it as well, so that this ends nothing: what serves tables reports the one before as the newest. */
async function sayWhole(copy: string, { access, log }: Pick<Run, "access" | "log">): Promise<void> {
    await withStore(access, backupInbox, async nats => {
        const answer = await nats.request(copiesSubject, copy, { timeout: 10_000 });
        const { error } = answer.json<{ readonly error?: { readonly description: string } }>();
        if (error !== undefined) throw new Error(error.description);
    }).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("moment of the copy not kept", {
            copy,
            reason: `${reason}; an alarm may say that copies are overdue`,
        });
    });
}

void main();
