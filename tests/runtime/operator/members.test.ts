import assert from "node:assert/strict";

import type { NatsConnection } from "@nats-io/transport-node";

import { removeOthers } from "../../../runtime/operator/members";

/** A store whose servers are these, the leader first. It notes requests. `unheard` count as well, and are heard when the list is asked for again. */
function storeOf(servers: string[], unheard: readonly string[] = [], everHeard = true) {
    const asked: unknown[] = [];
    let waiting = [...unheard];
    const request = (subject: string, body: string) => {
        const content = JSON.parse(body) as { readonly peer?: string };
        asked.push([subject, content]);
        if (content.peer !== undefined) servers = servers.filter(name => name !== content.peer);
        const [leader, ...others] = servers;
        const cluster_size = servers.length + waiting.length;
        const replicas = others.length > 0 && { replicas: others.map(name => ({ name })) };
        const meta_cluster = { leader, cluster_size, ...replicas };
        if (content.peer === undefined && everHeard) [servers, waiting] = [[...servers, ...waiting], []];
        return Promise.resolve({ json: () => (content.peer === undefined ? { data: { meta_cluster } } : {}) });
    };
    return { asked, nats: { request } as unknown as NatsConnection };
}

const list = ["$SYS.REQ.SERVER.PING.JSZ", { leader_only: true }];
const removal = (peer: string) => ["$JS.API.SERVER.REMOVE", { peer }];

describe("the servers of a store", () => {
    it("are left alone where all are members, also while one is away", async () => {
        const { asked, nats } = storeOf(["west", "central"]);
        const settled = await removeOthers(nats, ["central", "north", "west"]);
        assert.deepEqual(settled, { removed: [], unheard: 0 });
        assert.deepEqual(asked, [list]);
    });

    it("are taken off one after the other where they are no members, the leader too", async () => {
        const { asked, nats } = storeOf(["south", "west", "east", "north"]);
        const settled = await removeOthers(nats, ["north", "west"]);
        assert.deepEqual(settled, { removed: ["south", "east"], unheard: 0 });
        assert.deepEqual(asked, [list, removal("south"), list, removal("east"), list]);
    });

    it("are waited for where they count and the leader has not heard them: one of them may be no member", async () => {
        const { asked, nats } = storeOf(["west", "north"], ["south"]);
        const settled = await removeOthers(nats, ["north", "west"]);
        assert.deepEqual(settled, { removed: ["south"], unheard: 0 });
        assert.deepEqual(asked, [list, list, removal("south"), list]);
    });

    it("are counted where they do not come in time", async () => {
        const { asked, nats } = storeOf(["west", "south"], ["north", "east"], false);
        const settled = await removeOthers(nats, ["north", "west"], 300);
        assert.deepEqual(settled, { removed: ["south"], unheard: 2 });
        assert.ok(asked.length > 3, JSON.stringify(asked));
    });
});
