import assert from "node:assert/strict";

import {
    type Bucket,
    type BucketInfo,
    makeBucket,
    removeBucket,
    stateOfBucket,
} from "../../../runtime/operator/bucket";
import { engine, type EngineAnswer, refused } from "./engine";

const bucket: Bucket = {
    configuration: { name: "b", storage: "file", metadata: { shards: "16" } },
    copies: ["west", "central", "north"],
};
const configuration = { ...bucket.configuration, num_replicas: 3, sealed: false };
const notFound = 10_059;

/** What the engine says of a bucket: its leader first, and of the others whether they have caught up. */
function infoWith(leader: string | undefined, replicas: Readonly<Record<string, "current" | "behind" | "offline">>) {
    return {
        config: configuration,
        cluster: {
            ...(leader !== undefined && { leader }),
            replicas: Object.entries(replicas).map(([name, state]) => ({
                name,
                current: state === "current",
                offline: state === "offline",
            })),
        },
    } satisfies BucketInfo;
}
const whole = infoWith("west", { central: "current", north: "current" });

/**
 * Says one thing after the other of the bucket, the last again and again, and notes what it is asked to change, and how often it
 * was looked at before.
 */
function telling(...infos: EngineAnswer[]) {
    const asked: unknown[] = [];
    const looks: number[] = [];
    let at = 0;
    const nats = engine((subject, body) => {
        if (subject.startsWith("STREAM.INFO.")) {
            return infos[Math.min(at++, infos.length - 1)]!;
        }
        asked.push(body === undefined ? [subject] : [subject, body]);
        looks.push(at);
        return {};
    });
    return { nats, asked, looks };
}

describe("a bucket of a cell's store", () => {
    const changesOf = async (...infos: EngineAnswer[]) => {
        const { nats, asked } = telling(...infos);
        await makeBucket(nats, bucket);
        return asked;
    };

    it("is made with a copy for each place", async () => {
        assert.deepEqual(await changesOf(refused(notFound)), [
            ["STREAM.CREATE.b", { ...bucket.configuration, num_replicas: 3 }],
        ]);
    });

    it("is left alone where it is as wanted", async () => {
        assert.deepEqual(await changesOf(whole), []);
    });

    it("is changed where it is set otherwise, and keeps what the engine has added", async () => {
        const other = { ...whole, config: { ...configuration, storage: "memory" } };
        assert.deepEqual(await changesOf(other, whole), [["STREAM.UPDATE.b", configuration]]);
    });

    it("is waited for until each place has caught up, but for those that are down", async () => {
        const behind = infoWith("west", { central: "behind", north: "current" });
        const down = infoWith("west", { central: "offline", north: "current" });
        const { nats } = telling(whole, infoWith(undefined, {}), behind, infoWith("west", { north: "current" }), down);
        await makeBucket(nats, bucket);
    });

    it("leaves a location that is no longer one, whichever server leads", async () => {
        const removal = [["STREAM.PEER.REMOVE.b", { peer: "south" }]];
        const moving = infoWith("west", { central: "current", south: "current" });
        assert.deepEqual(await changesOf(moving, moving, whole), removal);
        const led = infoWith("south", { central: "current", west: "current" });
        assert.deepEqual(await changesOf(led, led, whole), removal);
        const gone = infoWith("west", { central: "current", south: "offline" });
        assert.deepEqual(await changesOf(gone, gone, whole), removal);
    });

    it("leaves the next place only once the copy instead of the first has caught up", async () => {
        const both = infoWith("south", { east: "current", west: "current" });
        const { nats, asked, looks } = telling(
            both,
            both,
            infoWith("east", { west: "current" }),
            infoWith("east", { west: "current", central: "behind" }),
            infoWith("east", { west: "behind", central: "current" }),
            infoWith("east", { west: "current", central: "current" }),
            whole,
        );
        await makeBucket(nats, bucket);
        assert.deepEqual(asked, [
            ["STREAM.PEER.REMOVE.b", { peer: "south" }],
            ["STREAM.PEER.REMOVE.b", { peer: "east" }],
        ]);
        assert.deepEqual(looks, [2, 6]);
    });

    it("is gone once it is removed, however often", async () => {
        await removeBucket(
            engine(() => refused(notFound)),
            "b",
        );
        await assert.rejects(
            removeBucket(
                engine(() => refused(10_008)),
                "b",
            ),
            { code: 10_008 },
        );
    });

    const states: [title: string, info: EngineAnswer, state: string][] = [
        ["whole", whole, "whole"],
        ["whole while a place of it is down", infoWith("west", { central: "offline", north: "current" }), "whole"],
        ["missing", refused(notFound), "missing"],
        [
            "set otherwise with fewer copies",
            { ...whole, config: { ...configuration, num_replicas: 1 } },
            "set otherwise",
        ],
        [
            "set otherwise with other keys",
            { ...whole, config: { ...configuration, metadata: { shards: "64" } } },
            "set otherwise",
        ],
        [
            "set otherwise with a copy elsewhere",
            infoWith("west", { central: "current", south: "current" }),
            "set otherwise",
        ],
    ];
    for (const [title, info, state] of states) {
        it(`is seen as ${title}`, async () => {
            assert.equal(await stateOfBucket(telling(info).nats, bucket), state);
        });
    }
});
