import path from "node:path";

import { locksOf } from "../../cli/local/state";
import { pidsOfAll } from "../engine/running";
import { atEnd } from "./at-end";
import { untilHealthy } from "./healthy";
import { LocalStack } from "./local-stack";
import { digestOfMade } from "./made-files";
import { stackConfig, type StackConfig } from "./stack-config";
import { committed } from "./subjects";

/** What shared stacks are made of. */
export const sharedConfigs = {
    /** Two cells of two regions. */
    plain: stackConfig(),
    /** One cell of two regions with a table, an audit trail and goals of recovery. */
    stored: {
        ...stackConfig({
            withUs: false,
            canary: 30,
            store: {
                tables: [{ name: "features", partitionKey: "subject", ttl: "expires", changes: { retainHours: 24 } }],
                shards: 2,
                ephemeral: true,
            },
        }),
        "meridian:observability": { audit: true },
        "meridian:recovery": { rtoSeconds: 60, rpoSeconds: 1 },
    },
    /** The cell eu of the committed stack, with an audit trail, and goals of recovery that a busy machine meets. */
    committed: {
        ...committed,
        "meridian:cells": committed["meridian:cells"].filter(({ name }) => name === "eu"),
        "meridian:observability": { ...committed["meridian:observability"], audit: true },
        "meridian:recovery": { rtoSeconds: 60, rpoSeconds: 1 },
    },
} satisfies Readonly<Record<string, StackConfig>>;

interface Shared {
    readonly stack: LocalStack;
    /** What the last update has made. */
    made?: string;
}

const shared = new Map<string, Shared>();

/**
 * A running stack for test files that run in one process (`together` in tests/run/suites.ts): the first of them starts it. Each file
 * receives it as an update leaves it, with every region healthy and no process but its own; it may change and break what an update with
 * the same config repairs. An update takes nine seconds of a processor, so there is none where all files are as the last one made them.
 */
export async function sharedStack(name: keyof typeof sharedConfigs): Promise<LocalStack> {
    const config = sharedConfigs[name];
    let one = shared.get(name);
    if (one === undefined) {
        one = { stack: await LocalStack.prepare(config) };
        shared.set(name, one);
        atEnd(() => shared.delete(name));
    }
    const { stack } = one;
    await stack.configure(config);
    if (!(await isAsMade(one))) {
        await stack.up();
        one.made = digestOfMade(stack.root);
    }
    await pidsOfAll(stack);
    await untilHealthy(stack);
    return stack;
}

/** Whether files and processes are as the last update left them, and none is under way. */
async function isAsMade({ made, stack }: Shared): Promise<boolean> {
    const isLocked = locksOf(path.join(stack.project, ".meridian", "state"), stack.name).length > 0;
    if (made === undefined || isLocked || made !== digestOfMade(stack.root)) return false;
    return pidsOfAll(stack).then(
        () => true,
        () => false,
    );
}
