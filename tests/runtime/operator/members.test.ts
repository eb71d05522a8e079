import assert from "node:assert/strict";

import type { NatsConnection } from "@nats-io/transport-node";

import { removeOthers } from "../../../runtime/operator/members";

/** A store whose servers are these, the leader first. It notes requests. */
function storeOf(...servers: string[]) {
    const asked: unknown[] = [];
    const request = (subject: string, body: string) => {
        const content = JSON.parse(body) as { readonly peer?: string };
        asked.push([subject, content]);
        if (content.peer !== undefined) servers = servers.filter(name => name !== content.peer);
        const [leader, ...others] = servers;
        const meta_cluster = { leader, ...(others.length > 0 && { replicas: others.map(name => ({ name })) }) };
        return Promise.resolve({ json: () => (content.peer === undefined ? { data: { meta_cluster } } : {}) });
    };
    return { asked, nats: { request } as unknown as NatsConnection };
}

const list = ["$SYS.REQ.SERVER.PING.JSZ", { leader_only: true }];
const removal = (peer: string) => ["$JS.API.SERVER.REMOVE", { peer }];

describe("the servers of a store", () => {
    it("are left alone where all are members, also while one is away", async () => {
        const { asked, nats } = storeOf("west", "central");
        assert.deepEqual(await removeOthers(nats, ["central", "north", "west"]), []);
        assert.deepEqual(asked, [list]);
    });

    it("are taken off one after the other where they are no members, the leader too", async () => {
        const { asked, nats } = storeOf("south", "west", "east", "north");
        assert.deepEqual(await removeOthers(nats, ["north", "west"]), ["south", "east"]);
        assert.deepEqual(asked, [list, removal("south"), list, removal("east"), list]);
    });
});
