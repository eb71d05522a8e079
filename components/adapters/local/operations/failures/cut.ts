import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Failure } from "../../../../watch/drills/operations";
import { replaceFile } from "../../../../../runtime/files";
import { signal } from "../programs";
import type { StackFiles } from "../stack-files";
import { routesOf, type StorePlace } from "../store-server";
import { storeIn } from "../targets";
import type { WatchedStore } from "../watched-file";
import type { FailureKind, Place, Planned } from "./kind";

export interface Cut {
    readonly store: WatchedStore;
    readonly place: StorePlace;
    /** The server's configuration contains the cell's keys, so its copy is next to it, in the cell's own directory. */
    readonly copy: string;
}

const patienceMs = 15_000;

/**
 * Cuts a server of the store off from the others, without any change for its clients: its configuration is changed while it runs, so that
 * it looks for no other server and admits none with the cluster's password. So it exchanges nothing with its cluster, as in a partitioned
 * network, and still answers in its region.
 */
export const cut: FailureKind<Cut> = {
    plan: (stack, failure) => Promise.resolve(planned(stack, failure)),
    async begin(place, entry) {
        const configuration = path.join(place.root, entry.place.configuration);
        await copyFile(configuration, path.join(place.root, entry.copy));
        await replaceFile(configuration, alone(await readFile(configuration, "utf8")));
        await reload(place, entry.place.program);
        await untilAlone(place.root, entry);
        return { end: () => join(place, entry) };
    },
    undo: join,
};

function planned(stack: StackFiles, failure: Failure): Planned<Cut> {
    const { store, place } = storeIn(stack, failure);
    return {
        entry: { store, place, copy: `${place.configuration}.before-drill` },
        what: `cut the store's server in ${place.place} off from the ${store.places.length - 1} others`,
    };
}

interface Configuration {
    readonly cluster: { readonly authorization: object };
}

function alone(text: string): string {
    const { cluster, ...rest } = JSON.parse(text) as Configuration;
    const authorization = { ...cluster.authorization, password: randomBytes(24).toString("hex") };
    return `${JSON.stringify({ ...rest, cluster: { ...cluster, authorization, routes: [] } }, null, 1)}\n`;
}

async function join(place: Place, { place: { configuration, program }, copy }: Cut): Promise<void> {
    const kept = path.join(place.root, copy);
    if (existsSync(kept)) await replaceFile(path.join(place.root, configuration), await readFile(kept, "utf8"));
    // Also if the file is already right: the process that restored it may have ended before it notified the server.
    await reload(place, program);
    await rm(kept, { force: true });
}

/** Servers reload their configuration on HUP, without losing a connection that may stay. */
async function reload({ supervisor }: Place, program: string): Promise<void> {
    if (!(await supervisor.isUp())) return;
    const { pid = 0 } = (await supervisor.programs()).find(({ name }) => name === program) ?? {};
    if (pid > 0) signal(pid, "SIGHUP");
}

async function untilAlone(root: string, { store, place }: Cut): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while ((await routesOf(root, store, place).catch(() => undefined)) !== 0) {
        if (Date.now() > deadline) {
            throw new Error(`the store's server in ${place.place} still reaches others after ${patienceMs / 1000} s`);
        }
        await pause(50);
    }
}
