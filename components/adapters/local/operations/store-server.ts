import path from "node:path";

import { openStore } from "../../../../runtime/store/connection";
import { inboxOf } from "../../../../runtime/store/subjects";
import type { WatchedStore } from "./watched-file";

export type StorePlace = WatchedStore["places"][number];

const patienceMs = 2_000;

/** What a copy of the store lacks to be whole; undefined where it has all that the others have. */
export async function storeHealth(root: string, store: WatchedStore, place: StorePlace): Promise<string | undefined> {
    try {
        const { status_code, error } = await ask<{ status_code?: number; error?: string }>(
            root,
            store,
            place,
            "HEALTHZ",
        );
        return status_code === 200 ? undefined : (error ?? "doesn't tell its health");
    } catch {
        return "doesn't answer";
    }
}

/** Connections that a server has with others of its cluster. Throws where it doesn't answer. */
export async function routesOf(root: string, store: WatchedStore, place: StorePlace): Promise<number> {
    const { routes } = await ask<{ routes?: number }>(root, store, place, "VARZ");
    return routes ?? 0;
}

async function ask<T>(
    root: string,
    { observer }: WatchedStore,
    { host, port, name }: StorePlace,
    what: string,
): Promise<T> {
    const file = (base: string) => path.join(root, observer, base);
    const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
    const { nats } = await openStore({ host, port, name, tls, inbox: inboxOf("observer", "any") });
    try {
        const subject = `$SYS.REQ.SERVER.${nats.info?.server_id ?? ""}.${what}`;
        const answer = await nats.request(subject, "", { timeout: patienceMs });
        return answer.json<{ data?: T }>().data ?? ({} as T);
    } finally {
        await nats.close();
    }
}
