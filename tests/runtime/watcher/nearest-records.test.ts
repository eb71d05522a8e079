import assert from "node:assert/strict";

import { Unavailable } from "../../../runtime/store/shard";
import type { RecordsStore } from "../../../runtime/store/region-records";
import { NearestRecords } from "../../../runtime/watcher/nearest-records";
import type { RegionRecords } from "../../../components/watch/regions/region-record";

const peer = (name: string) => ({ host: "127.0.0.1", port: 1, name });

/** A server of the store, by which the document is what it was given, or which can do nothing. */
class Server {
    fails: Error | undefined;
    open = 0;
    readonly asked: string[] = [];

    constructor(private readonly records: RegionRecords) {}

    private done<T>(what: string, value: T): Promise<T> {
        this.asked.push(what);
        return this.fails === undefined ? Promise.resolve(value) : Promise.reject(this.fails);
    }

    readonly store = {
        read: (how: string) => this.done(`read ${how}`, this.records),
        change: () => this.done("change", { records: this.records, changed: true }),
    } as unknown as RecordsStore;
}

const east: RegionRecords = { "local:eu-east": { wellUntil: 1 } };
const west: RegionRecords = { "local:eu-west": { wellUntil: 2 } };

describe("what a region says of itself", () => {
    let own: Server;
    let others: Record<string, Server>;
    let records: NearestRecords;
    beforeEach(() => {
        own = new Server(west);
        others = { east: new Server(east), north: new Server(west) };
        records = new NearestRecords(
            own.store,
            () => Object.keys(others).map(peer),
            ({ name }) => {
                const server = others[name]!;
                server.open++;
                const close = () => {
                    server.open--;
                    return Promise.resolve();
                };
                return { records: server.store, reached: () => Promise.resolve(), close };
            },
        );
    });

    it("goes by its own server, and none else is asked", async () => {
        assert.equal(await records.read("nearest", 100), west);
        assert.equal((await records.change(before => before, 100)).records, west);
        assert.deepEqual(own.asked, ["read nearest", "change"]);
        assert.deepEqual([others.east!.open, others.east!.asked], [0, []]);
    });

    it("goes by another region's while its own can do nothing, over one connection, which ends then", async () => {
        own.fails = new Unavailable("untouched");
        assert.equal(await records.read("strong", 100), east);
        own.fails = new Unavailable("maybe");
        assert.equal((await records.change(before => before, 100)).records, east);
        assert.deepEqual([others.east!.open, others.east!.asked], [1, ["read strong", "change"]]);
        own.fails = undefined;
        assert.equal(await records.read("nearest", 100), west);
        assert.equal(others.east!.open, 1, "one that is cut off still reads what it has");
        assert.equal(await records.read("strong", 100), west);
        assert.equal(others.east!.open, 0);
    });

    it("goes by the next one where that can do nothing either, and is unavailable where none can", async () => {
        own.fails = new Unavailable("untouched");
        others.east!.fails = new Unavailable("undone");
        assert.equal(await records.read("nearest", 100), west);
        others.north!.fails = new Unavailable("undone");
        await assert.rejects(records.read("nearest", 100), { name: "Error", message: "unavailable: majority" });
    });

    it("fails with what is no matter of servers at once", async () => {
        own.fails = new TypeError("broken");
        await assert.rejects(records.read("nearest", 100), TypeError);
        assert.deepEqual(others.east!.asked, []);
    });

    it("leaves no connection when it ends", async () => {
        own.fails = new Unavailable("untouched");
        await records.read("nearest", 100);
        await records.close();
        assert.equal(others.east!.open, 0);
    });
});
