import { readFileSync } from "node:fs";
import { answerWith } from "../answers";
import { readBaseline } from "../baseline-file";
import { Ending, environmentFrom, givingUp, type GiveUp } from "../ending";
import { listenForHealth } from "../health-listener";
import { listenerFor } from "../listener";
import { jsonLines, outliveLogReader, type Log } from "../log";
import { drain } from "../shutdown";
import { readArtifact } from "../store/artifacts";
import { openStore, StoreConnection } from "../store/connection";
import type { StoreAddress } from "../store/address";
import { Table } from "../store/table";
import { batched } from "./batching";
import { type Environment, parseEnvironment, type RegionStore } from "./environment";
import { Features, type LookUp, parseLookUp } from "./features";
import { InferenceMetrics } from "./metrics";
import { protocolRoutes } from "./protocol";
import { Release } from "./release";
import { chooseRuntime, type Runtime } from "./runtime";
import { RuntimeBroken, type Session } from "./session";
import { Samples } from "./samples";
import { ValueCounts } from "./value-counts";

/**
 * Serves one release of a model: `node main.js`, told by the environment what and where (`environment.ts`).
 *
 * Ends with 0 after SIGTERM or SIGINT, 2 when the environment can't be right, and 1 when it has failed, or, with `IF_UNUSABLE=exit`, its
 * release can't be served.
 */
function main(): void {
    outliveLogReader();
    const { MODEL_NAME, MODEL_VERSION } = process.env;
    const log = jsonLines({ model: MODEL_NAME, version: MODEL_VERSION });
    const giveUp = givingUp(log);
    const { environment, runtime } = environmentFrom(log, () => {
        const environment = parseEnvironment(process.env);
        return { environment, runtime: chooseRuntime(environment.runtime) };
    });
    serve(environment, runtime, log, giveUp);
}

function serve(environment: Environment, runtime: Runtime, log: Log, giveUp: GiveUp): void {
    const { batching, model, store } = environment;
    const fetch = store && (() => fetchFrom(store, model.digest));
    // Once it is opened, which is after the metrics are made.
    const inBatches = batching && ((session: Session) => batched(session, batching, metrics.batches!, log));
    const release = new Release(model, runtime, log, fetch, inBatches);
    const features = store && environment.features ? featuresFrom(store, environment, log, giveUp) : undefined;
    const values = environment.baseline ? countsBy(environment.baseline, model.digest, log) : undefined;
    let metrics: InferenceMetrics;
    try {
        metrics = new InferenceMetrics(release, values, batching);
    } catch (error) {
        return giveUp(2, "metrics refused", error);
    }
    const samples = environment.samples && new Samples(environment.samples);
    const routes = protocolRoutes(release, environment.maxBodyBytes, metrics, features, values, samples);
    const answer = answerWith(routes, log, error => {
        if (error instanceof RuntimeBroken) {
            ending.begin(error.message, 1);
        }
    });
    const server = listenerFor(environment, answer, log, giveUp);
    listenForHealth(environment, routes, log, giveUp);
    const ending = new Ending(log, () => {
        release.withdraw("the server is shutting down");
        return drain(server);
    });
    // After the listener: clients receive an answer while the artifact is read.
    release.start(reason => {
        if (environment.ifUnusable === "exit") ending.begin(reason, 1);
    });
}

/** A wrong baseline does not prevent answers. */
function countsBy(file: string, artifact: string, log: Log): ValueCounts {
    try {
        return new ValueCounts(readBaseline(file, artifact), log);
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error("baseline refused", { reason: `${reason}; no drift of this release is measured` });
        return new ValueCounts(undefined, log);
    }
}

function featuresFrom(
    { region, ...store }: RegionStore,
    { features: file, staleAfterMs }: Environment,
    log: Log,
    giveUp: GiveUp,
): Features {
    let lookUp: LookUp;
    try {
        lookUp = parseLookUp(readFileSync(file!, "utf8"));
    } catch (error) {
        return giveUp(2, "features refused", error);
    }
    const { table: name, partitionKey, ttl, shards } = lookUp;
    const connection = new StoreConnection(store, log);
    const spec = { name, partitionKey, shards, ...(ttl === undefined ? {} : { ttl }) };
    // It writes no pulses: those of the region's table server tell how far the copy is.
    return new Features(lookUp, new Table(spec, region, () => connection.now), staleAfterMs);
}

/** Over a connection of its own, which ends with it: it is seldom needed. */
async function fetchFrom(store: StoreAddress, digest: string): Promise<Uint8Array> {
    const { nats } = await openStore(store);
    try {
        return await readArtifact(nats, digest);
    } finally {
        await nats.close();
    }
}

main();
