import assert from "node:assert/strict";

import type { NatsConnection } from "@nats-io/transport-node";

import { removeOthers } from "../../../runtime/operator/members";

/**
 * A store whose servers these are, the leader first. It notes requests. `unheard` count as well, and are heard when the list is requested again.
 * A leader hands over to the server that is preferred, or `hangsOn`.
 */
function storeOf(
    servers: string[],
    {
        unheard = [],
        everHeard = true,
        hangsOn = false,
    }: { readonly unheard?: readonly string[]; readonly everHeard?: boolean; readonly hangsOn?: boolean } = {},
) {
    const requests: (readonly [string, object])[] = [];
    let waiting = [...unheard];
    const listed = () => {
        const [leader, ...others] = servers;
        const replicas = [
            ...others.map(name => ({ name, current: true })),
            // As the engine lists them.
            ...waiting.map(name => ({ name: `Server name unknown at this time (peerID: ${name})` })),
        ];
        const cluster_size = servers.length + waiting.length;
        const meta_cluster = { leader, cluster_size, ...(replicas.length > 0 && { replicas }) };
        if (everHeard) [servers, waiting] = [[...servers, ...waiting], []];
        return { data: { meta_cluster } };
    };
    const answers: Record<string, (body: Body) => object> = {
        [list[0]]: listed,
        "$JS.API.SERVER.REMOVE": ({ peer }) => {
            servers = servers.filter(name => name !== peer);
            return {};
        },
        "$JS.API.META.LEADER.STEPDOWN": ({ placement }) => {
            const preferred = placement!.preferred;
            if (!hangsOn) servers = [preferred, ...servers.filter(name => name !== preferred)];
            return {};
        },
    };
    const request = (subject: string, text: string) => {
        const body = JSON.parse(text) as Body;
        requests.push([subject, body]);
        const answer = answers[subject]!(body);
        return Promise.resolve({ json: () => answer });
    };
    return { requests, nats: { request } as unknown as NatsConnection };
}

interface Body {
    readonly peer?: string;
    readonly placement?: { readonly preferred: string };
}

const list = ["$SYS.REQ.SERVER.PING.JSZ", { leader_only: true }] as const;
const removal = (peer: string) => ["$JS.API.SERVER.REMOVE", { peer }];
const handOver = (preferred: string) => ["$JS.API.META.LEADER.STEPDOWN", { placement: { preferred } }];

describe("the servers of a store", () => {
    it("are left alone where all are members, also while one is away", async () => {
        const { requests, nats } = storeOf(["west", "central"]);
        const settled = await removeOthers(nats, ["central", "north", "west"]);
        assert.deepEqual(settled, { removed: [], unheard: 0 });
        assert.deepEqual(requests, [list]);
    });

    it("are taken off one after the other where they are no members", async () => {
        const { requests, nats } = storeOf(["west", "south", "east", "north"]);
        const settled = await removeOthers(nats, ["north", "west"]);
        assert.deepEqual(settled, { removed: ["south", "east"], unheard: 0 });
        assert.deepEqual(requests, [list, removal("south"), list, removal("east"), list]);
    });

    it("hand over to a member before they are taken off, where one of them leads", async () => {
        const { requests, nats } = storeOf(["south", "east", "west", "north"]);
        const settled = await removeOthers(nats, ["north", "west"]);
        assert.deepEqual(settled, { removed: ["south", "east"], unheard: 0 });
        assert.deepEqual(requests, [list, handOver("west"), list, removal("south"), list, removal("east"), list]);
    });

    it("are not taken off while they lead, which ends with an error where none hands over in time", async () => {
        const { requests, nats } = storeOf(["south", "west"], { hangsOn: true });
        await assert.rejects(removeOthers(nats, ["west"], 300), {
            message: "server south leaves and leads: it has not handed over",
        });
        assert.ok(requests.length > 2);
        assert.ok(!requests.some(([subject]) => subject === "$JS.API.SERVER.REMOVE"));
    });

    it("are waited for where they count and the leader has not heard them: one of them may be no member", async () => {
        const { requests, nats } = storeOf(["west", "north"], { unheard: ["south"] });
        const settled = await removeOthers(nats, ["north", "west"]);
        assert.deepEqual(settled, { removed: ["south"], unheard: 0 });
        assert.deepEqual(requests, [list, list, removal("south"), list]);
    });

    it("are counted where they do not come in time", async () => {
        const { requests, nats } = storeOf(["west", "south"], { unheard: ["north", "east"], everHeard: false });
        const settled = await removeOthers(nats, ["north", "west"], 300);
        assert.deepEqual(settled, { removed: ["south"], unheard: 2 });
        assert.ok(requests.length > 3, JSON.stringify(requests));
    });
});
