import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import { certificateMetric } from "../../../components/watch/certificates";
import type { Sample } from "../../../components/watch/metrics/samples";
import type { RegionRecords } from "../../../components/watch/regions/region-record";
import { machineClocks } from "../../../runtime/clocks";
import type { RenewedAgent } from "../../../runtime/renewed-agent";
import { Refusal } from "../../../runtime/refusal";
import type { Answer } from "../../../runtime/routes";
import { Unavailable } from "../../../runtime/store/shard";
import type { RecordsStore } from "../../../runtime/store/region-records";
import type { Consistency } from "../../../runtime/store/table";
import { watcherRoutes } from "../../../runtime/watcher/api";
import { ServedVerdict } from "../../../runtime/watcher/gates/served-verdict";
import { NearestRecords } from "../../../runtime/watcher/nearest-records";
import { GateVerdict } from "../../../runtime/watcher/verdict";
import type { Watch } from "../../../runtime/watcher/watch-file";
import { Watcher } from "../../../runtime/watcher/watcher";

const region = "local:eu-west";
const log = { info: () => undefined, error: () => undefined };

/** The cell's store, with a majority, without one, or not at all. */
class Store {
    state: "whole" | "nearest" | "away" = "whole";
    records: RegionRecords = {};

    private act<T>(how: Consistency, value: () => T): Promise<T> {
        const isThere = this.state === "whole" || (this.state === "nearest" && how === "nearest");
        return isThere ? Promise.resolve(value()) : Promise.reject(new Unavailable("untouched"));
    }

    readonly by = {
        read: (how: Consistency) => this.act(how, () => this.records),
        change: (change: (before: RegionRecords) => RegionRecords) =>
            this.act("strong", () => {
                this.records = change(this.records);
                return { records: this.records, changed: true };
            }),
    } as unknown as RecordsStore;
}

describe("a watcher that has just started", () => {
    let store: Store;
    let served: ServedVerdict;
    beforeEach(() => {
        store = new Store();
        served = new ServedVerdict({ noticedAfterMs: () => 0, countsMs: () => 60_000 });
    });

    function started(hasStore = true, samples: readonly Sample[] = [], clocks = machineClocks): Watcher {
        const watch = {
            ...{ regions: [region, "local:eu-central"], isDrained: false, processes: [], stores: [], otherStores: [] },
            ...{ releases: [], failbackAfterSeconds: 0, everySeconds: 2, logs: {} },
        };
        const scraped = { job: "gate", instance: "gate", samples, seconds: 0 } as const;
        return new Watcher(
            { cell: "eu", region },
            () => watch as unknown as Watch,
            {} as unknown as RenewedAgent,
            hasStore
                ? new NearestRecords(
                      store.by,
                      () => [],
                      () => assert.fail(),
                  )
                : undefined,
            { look: () => Promise.resolve({ scraped, isReady: true }) },
            new GateVerdict(log, served),
            log,
            () => Promise.resolve([]),
            clocks,
        );
    }

    /** What gates get; 503 where that is the answer. */
    async function traffic(): Promise<unknown> {
        try {
            const { body } = await served.route().handle({}, {} as unknown as IncomingMessage);
            return (JSON.parse(body) as { traffic: string }).traffic;
        } catch (error) {
            assert.ok(error instanceof Refusal);
            return error.status;
        }
    }

    const isServing = ({ seen }: Watcher) =>
        seen!.aggregates.find(({ name }) => name === "meridian_region_serving")?.value;

    it("has no verdict while it has not read the store, and says so", async () => {
        store.state = "away";
        const watcher = started();
        await watcher.look();
        assert.equal(await traffic(), 503);
        const { verdict, wrong, isReady } = watcher.seen!;
        assert.deepEqual([verdict, isReady, isServing(watcher)], [undefined, true, 0]);
        assert.match(wrong.unread!, /store has not answered/);
    });

    it("serves once the store answers, as the first one of a new stack does, and while the store is away again", async () => {
        store.state = "away";
        const watcher = started();
        await watcher.look();
        for (const state of ["whole", "away"] as const) {
            store.state = state;
            await watcher.look();
            assert.equal(await traffic(), "serving");
            assert.deepEqual([watcher.seen!.verdict?.kind, isServing(watcher)], ["serving", 1]);
            assert.deepEqual(watcher.seen!.wrong, {});
        }
    });

    for (const state of ["whole", "nearest"] as const) {
        const how = state === "whole" ? "by a majority of the store" : "by the nearest copy where there is no majority";
        it(`finds an evacuated region ${how}`, async () => {
            store.records = { [region]: { wellUntil: 0, evacuated: { by: "ops", since: 0 } } };
            store.state = state;
            const watcher = started();
            await watcher.look();
            assert.equal(await traffic(), "out");
            assert.deepEqual(watcher.seen!.verdict, { kind: "evacuated", reasons: ["evacuated by ops"] });
        });
    }

    it("finds a region withdrawn whose gate no new connection can be made to: its certificate ends", async () => {
        const endsIn = (seconds: number) => [
            { name: certificateMetric, labels: {}, value: Date.now() / 1000 + seconds },
        ];
        const watcher = started(false, endsIn(5));
        await watcher.look();
        const { reasons, ...verdict } = watcher.seen!.verdict!;
        assert.deepEqual(verdict, { kind: "withdrawn" });
        assert.match(reasons.join(), /^certificates end now, or have ended: gate;/);
        assert.notEqual(await traffic(), "serving");
        const other = started(false, endsIn(86_400));
        await other.look();
        assert.equal(other.seen!.verdict?.kind, "serving");
    });

    it("fails with what is no matter of the store", async () => {
        store.by.read = () => Promise.reject(new TypeError("broken"));
        await assert.rejects(started().look(), TypeError);
        assert.equal(await traffic(), 503);
    });

    it("says nothing of its region once no look has succeeded for a minute, so that a hub takes it for silent", async () => {
        let now = 1_000_000;
        const watcher = started(true, [], { steady: () => now, shared: () => now });
        const routes = watcherRoutes(watcher, () => [region]);
        const answered = (path: string) =>
            routes.find(one => one.path === path)!.handle({}, undefined as never) as Answer;
        const paths = ["/v1/region", "/metrics", "/v2/health/ready"];
        await watcher.look();
        const working = store.by.read.bind(store.by);
        store.by.read = () => Promise.reject(new TypeError("broken"));
        now += 60_000;
        await assert.rejects(watcher.look(), TypeError);
        for (const path of paths) assert.equal(answered(path).status, 200);
        now += 1;
        for (const path of paths) {
            assert.throws(
                () => answered(path),
                (error: unknown) =>
                    error instanceof Refusal && error.status === 503 && error.message.includes("for a minute"),
            );
        }
        store.by.read = working;
        await watcher.look();
        for (const path of paths) assert.equal(answered(path).status, 200);
    });

    it("serves at once where the cell has no store", async () => {
        const watcher = started(false);
        await watcher.look();
        assert.equal(await traffic(), "serving");
        assert.equal(watcher.seen!.verdict?.kind, "serving");
    });
});
