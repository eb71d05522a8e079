import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

import type { NatsConnection } from "@nats-io/transport-node";

import { ask, unlessGone } from "./store-api";

/** The desired form of a bucket: the configuration of its stream, and the servers with a whole copy. */
export interface Bucket {
    readonly configuration: BucketConfiguration;
    readonly copies: readonly string[];
}

type BucketConfiguration = Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly metadata?: Readonly<Record<string, string>>;
};

interface Replica {
    readonly name: string;
    readonly current?: boolean;
    readonly offline?: boolean;
    /** Messages that it does not have yet. */
    readonly lag?: number;
}

/** The actual form of a bucket (`$JS.API.STREAM.INFO`). */
export interface BucketInfo {
    readonly config: BucketConfiguration;
    readonly cluster?: { readonly leader?: string; readonly replicas?: readonly Replica[] };
}

const MAKING_MS = 20_000;
/** Time for a new copy to receive all data, at some hundred MB a second. */
const MOVING_MS = 10 * 60_000;
const PAUSE_MS = 250;

/**
 * Creates or changes a bucket, and moves its copies while it is in use. If this is interrupted at any point, the bucket keeps a majority of
 * its copies, and the next call continues from there.
 */
export async function makeBucket(nats: NatsConnection, bucket: Bucket): Promise<void> {
    const { name } = bucket.configuration;
    const wanted = { ...bucket.configuration, num_replicas: bucket.copies.length };
    const found = await infoOf(nats, name);
    if (found === undefined) {
        await ask(nats, `STREAM.CREATE.${name}`, wanted, MAKING_MS);
        return;
    }
    if (!hasConfiguration(found, bucket)) {
        await ask(nats, `STREAM.UPDATE.${name}`, { ...found.config, ...wanted }, MAKING_MS);
    }
    await settle(nats, bucket);
}

/** `whole`, or what is wrong. */
export async function stateOfBucket(nats: NatsConnection, bucket: Bucket): Promise<string> {
    const found = await infoOf(nats, bucket.configuration.name);
    if (found === undefined) return "missing";
    return hasConfiguration(found, bucket) && strangersIn(found, bucket).length === 0 ? "whole" : "set otherwise";
}

export async function removeBucket(nats: NatsConnection, name: string): Promise<void> {
    await ask(nats, `STREAM.DELETE.${name}`, undefined).catch(unlessGone);
}

export async function infoOf(nats: NatsConnection, name: string): Promise<BucketInfo | undefined> {
    return ask<BucketInfo>(nats, `STREAM.INFO.${name}`, undefined).catch(unlessGone);
}

/**
 * Waits until each location has a whole copy, and no other server has one. A server is removed only once all others have caught up: if two
 * were removed at once, data that only these had would be lost. NATS selects the new server of the copy.
 */
async function settle(nats: NatsConnection, bucket: Bucket): Promise<void> {
    const { name } = bucket.configuration;
    const deadline = Date.now() + MOVING_MS;
    for (;;) {
        const found = await infoOf(nats, name);
        const [stranger] = found === undefined ? [] : strangersIn(found, bucket);
        if (found !== undefined && isSettled(found, bucket, stranger)) {
            if (stranger === undefined) return;
            await ask(nats, `STREAM.PEER.REMOVE.${name}`, { peer: stranger }, MAKING_MS);
        }
        if (Date.now() > deadline) {
            throw new Error(
                `${name} has not moved to ${bucket.copies.join(", ")} within ${MOVING_MS / 60_000} minutes`,
            );
        }
        await pause(PAUSE_MS);
    }
}

/** Whether there are as many whole copies as places. Servers that are down count as whole, since they catch up when they start; so does one that leaves. */
function isSettled(
    { cluster: { leader, replicas = [] } = {} }: BucketInfo,
    { copies }: Bucket,
    leaving: string | undefined,
): boolean {
    return (
        leader !== undefined &&
        replicas.length + 1 === copies.length &&
        replicas.every(({ name, current, offline }) => current === true || offline === true || name === leaving)
    );
}

function strangersIn({ cluster: { leader, replicas = [] } = {} }: BucketInfo, { copies }: Bucket): string[] {
    const all = [...(leader === undefined ? [] : [leader]), ...replicas.map(({ name }) => name)];
    return all.filter(name => !copies.includes(name));
}

/** NATS adds fields of its own, and omits those that are 0. */
function hasConfiguration({ config }: BucketInfo, { configuration, copies }: Bucket): boolean {
    const { metadata = {}, ...wanted } = configuration;
    return (
        config.num_replicas === copies.length &&
        Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(config[key] ?? 0, value)) &&
        Object.entries(metadata).every(([key, value]) => config.metadata?.[key] === value)
    );
}
