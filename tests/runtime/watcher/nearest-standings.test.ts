import assert from "node:assert/strict";

import { Unavailable } from "../../../runtime/store/shard";
import type { StandingsStore } from "../../../runtime/store/standings";
import { NearestStandings } from "../../../runtime/watcher/nearest-standings";
import type { Standings } from "../../../components/watch/regions/standing";

const peer = (name: string) => ({ host: "127.0.0.1", port: 1, name });

/** A server of the store, by which the document is what it was given, or which can do nothing. */
class Server {
    fails: Error | undefined;
    open = 0;
    readonly asked: string[] = [];

    constructor(private readonly standings: Standings) {}

    private done<T>(what: string, value: T): Promise<T> {
        this.asked.push(what);
        return this.fails === undefined ? Promise.resolve(value) : Promise.reject(this.fails);
    }

    readonly store = {
        read: (how: string) => this.done(`read ${how}`, this.standings),
        change: () => this.done("change", { standings: this.standings, changed: true }),
    } as unknown as StandingsStore;
}

const east: Standings = { "local:eu-east": { wellUntil: 1 } };
const west: Standings = { "local:eu-west": { wellUntil: 2 } };

describe("what a region says of itself", () => {
    let own: Server;
    let others: Record<string, Server>;
    let standings: NearestStandings;
    beforeEach(() => {
        own = new Server(west);
        others = { east: new Server(east), north: new Server(west) };
        standings = new NearestStandings(
            own.store,
            () => Object.keys(others).map(peer),
            ({ name }) => {
                const server = others[name]!;
                server.open++;
                const close = () => {
                    server.open--;
                    return Promise.resolve();
                };
                return { standings: server.store, reached: () => Promise.resolve(), close };
            },
        );
    });

    it("goes by its own server, and none else is asked", async () => {
        assert.equal(await standings.read("nearest", 100), west);
        assert.equal((await standings.change(before => before, 100)).standings, west);
        assert.deepEqual(own.asked, ["read nearest", "change"]);
        assert.deepEqual([others.east!.open, others.east!.asked], [0, []]);
    });

    it("goes by another region's while its own can do nothing, over one connection, which ends then", async () => {
        own.fails = new Unavailable("untouched");
        assert.equal(await standings.read("strong", 100), east);
        own.fails = new Unavailable("maybe");
        assert.equal((await standings.change(before => before, 100)).standings, east);
        assert.deepEqual([others.east!.open, others.east!.asked], [1, ["read strong", "change"]]);
        own.fails = undefined;
        assert.equal(await standings.read("nearest", 100), west);
        assert.equal(others.east!.open, 1, "one that is cut off still reads what it has");
        assert.equal(await standings.read("strong", 100), west);
        assert.equal(others.east!.open, 0);
    });

    it("goes by the next one where that can do nothing either, and is unavailable where none can", async () => {
        own.fails = new Unavailable("untouched");
        others.east!.fails = new Unavailable("undone");
        assert.equal(await standings.read("nearest", 100), west);
        others.north!.fails = new Unavailable("undone");
        await assert.rejects(standings.read("nearest", 100), { name: "Error", message: "unavailable: majority" });
    });

    it("fails with what is no matter of servers at once", async () => {
        own.fails = new TypeError("broken");
        await assert.rejects(standings.read("nearest", 100), TypeError);
        assert.deepEqual(others.east!.asked, []);
    });

    it("leaves no connection when it ends", async () => {
        own.fails = new Unavailable("untouched");
        await standings.read("nearest", 100);
        await standings.close();
        assert.equal(others.east!.open, 0);
    });
});
