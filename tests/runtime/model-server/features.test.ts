import assert from "node:assert/strict";
import { ConfigFaults } from "../../../components/plan/faults";
import { datatypeOf } from "../../../runtime/model-server/datatypes";
import { Features, type LookUp, parseLookUp } from "../../../runtime/model-server/features";
import type { TensorSpec } from "../../../runtime/model-server/signature";
import { Refusal } from "../../../runtime/refusal";
import type { Attributes } from "../../../runtime/store/item";
import { Unavailable } from "../../../runtime/store/shard";
import type { Consistency, Key, Table } from "../../../runtime/store/table";

const subject = "patient-4711";
const now = Date.parse("2026-07-01T12:00:00Z");

const written: LookUp = {
    table: "features",
    partitionKey: "subject",
    shards: 16,
    input: "features",
    attributes: ["age", "bmi"],
    otherwise: "refuse",
    defaults: {},
};
const spec = (more: Partial<TensorSpec> = {}): TensorSpec => ({
    name: "features",
    datatype: datatypeOf("float32")!,
    shape: [-1, 2],
    ...more,
});

/** A table with one item of the subject, or none, or that fails; and what it was asked. */
function tableWith(item: Attributes | undefined | Error, ageSeconds = 60, heartbeatSeconds?: number) {
    const asked: { readonly key: Key; readonly consistency: Consistency }[] = [];
    const get: Table["get"] = (key, consistency) => {
        asked.push({ key, consistency });
        if (item instanceof Error) return Promise.reject(item);
        const found = item && { attributes: item, revision: 1, writtenAt: now - ageSeconds * 1000, isSendable: true };
        return Promise.resolve({
            item: found,
            lagMs: undefined,
            heartbeatAt: heartbeatSeconds === undefined ? undefined : now - heartbeatSeconds * 1000,
        });
    };
    return { asked, get };
}

interface Asked {
    readonly item?: Attributes | Error;
    readonly ageSeconds?: number;
    readonly heartbeatSeconds?: number;
    readonly staleAfterMs?: number;
    readonly lookUp?: Partial<LookUp>;
    readonly subject?: unknown;
    readonly input?: Partial<TensorSpec>;
}

function join({ item, ageSeconds, heartbeatSeconds, staleAfterMs, lookUp, input, ...more }: Asked) {
    const table = tableWith(item, ageSeconds, heartbeatSeconds);
    const features = new Features({ ...written, ...lookUp }, table, staleAfterMs, () => now);
    return features.join("subject" in more ? more.subject : subject, spec(input));
}

async function refusal(asked: Asked): Promise<{ readonly status: number; readonly message: string }> {
    const error: unknown = await join(asked).then(
        () => undefined,
        (error: unknown) => error,
    );
    assert.ok(error instanceof Refusal, String(error));
    assert.ok(!error.message.includes(subject), error.message);
    return { status: error.status, message: error.message };
}

const whole = { subject, age: 41, bmi: 22.5 };
const defaults = { age: 50, bmi: 25 };
const otherwise = "default";

describe("features of a subject", () => {
    it("are the item's attributes, as one row in the order that the model wants, with how old they are", async () => {
        assert.deepEqual(await join({ item: whole, lookUp: { attributes: ["bmi", "age"] } }), {
            tensor: { type: "float32", shape: [1, 2], elements: new Float32Array([22.5, 41]) },
            stated: { features: "found", features_age_seconds: 60 },
        });
    });

    it("are a list where the input has no rows", async () => {
        const { tensor } = await join({ item: whole, input: { shape: [2] } });
        assert.deepEqual(tensor.shape, [2]);
    });

    it("are read once, from the nearest copy, by the subject alone", async () => {
        const table = tableWith(whole);
        await new Features(written, table).join(subject, spec());
        assert.deepEqual(table.asked, [{ key: { key: subject }, consistency: "nearest" }]);
    });

    it("are not from the future where clocks differ", async () => {
        const { stated } = await join({ item: whole, ageSeconds: -3 });
        assert.equal(stated.features_age_seconds, 0);
    });

    it("say by how much their copy may be behind: as long ago as its newest pulse was written", async () => {
        const { stated } = await join({ item: whole, heartbeatSeconds: 41 });
        assert.deepEqual(stated, { features: "found", features_age_seconds: 60, features_lag_ms_at_most: 41_000 });
        const { stated: none } = await join({ heartbeatSeconds: -2, lookUp: { otherwise, defaults } });
        assert.deepEqual(none, { features: "unknown_subject", features_lag_ms_at_most: 0 });
    });

    it("say that their copy is stale where it may be behind by more than the limit, or by any time", async () => {
        const marks = async (heartbeatSeconds: number | undefined, staleAfterMs?: number) => {
            const pulse = heartbeatSeconds === undefined ? {} : { heartbeatSeconds };
            const limit = staleAfterMs === undefined ? {} : { staleAfterMs };
            return (await join({ item: whole, ...pulse, ...limit })).stated.features_copy_stale;
        };
        assert.deepEqual(
            [await marks(30, 30_000), await marks(31, 30_000), await marks(undefined, 30_000)],
            [undefined, true, true],
        );
        assert.deepEqual([await marks(1_000_000), await marks(undefined)], [undefined, undefined]);
        const { stated } = await join({ staleAfterMs: 30_000, heartbeatSeconds: 31, lookUp: { otherwise, defaults } });
        assert.deepEqual(stated, {
            features: "unknown_subject",
            features_lag_ms_at_most: 31_000,
            features_copy_stale: true,
        });
    });

    describe("where none may be made up", () => {
        const cases: [title: string, asked: Asked, message: string][] = [
            [
                "there is no item",
                {},
                'table features has no item of the subject; put one below /v1/tables/features, or send input "features"',
            ],
            [
                "an attribute is missing",
                { item: { subject, bmi: 22.5 } },
                `the subject's item in table features lacks numbers for age; put an item with them below /v1/tables/features, or send input "features"`,
            ],
            [
                "attributes are no numbers",
                { item: { subject, age: "41", bmi: null } },
                `the subject's item in table features lacks numbers for age, bmi; put an item with them below /v1/tables/features, or send input "features"`,
            ],
            [
                "the item is too old",
                { item: whole, ageSeconds: 3601, lookUp: { maxAgeSeconds: 3600 } },
                "the subject's item in table features is 3601 s old; allowed: 3600",
            ],
            [
                "the item is too old and lacks something",
                { item: { subject }, ageSeconds: 3601, lookUp: { maxAgeSeconds: 3600 } },
                "the subject's item in table features is 3601 s old; allowed: 3600",
            ],
            [
                "a number is too large for the input",
                { item: { ...whole, bmi: 1e300 } },
                `features for input "features": element 1 is not a number that is finite as FP32`,
            ],
        ];
        for (const [title, asked, message] of cases) {
            it(`are refused with 422 where ${title}, without a word of who it is`, async () => {
                assert.deepEqual(await refusal(asked), { status: 422, message });
            });
        }

        it("are found up to the last second", async () => {
            const { stated } = await join({ item: whole, ageSeconds: 3600, lookUp: { maxAgeSeconds: 3600 } });
            assert.equal(stated.features, "found");
        });
    });

    describe("where defaults may be taken", () => {
        const cases: [title: string, asked: Asked, values: number[], stated: object][] = [
            ["for all, where there is no item", {}, [50, 25], { features: "unknown_subject" }],
            [
                "for what is missing, and for no more",
                { item: { subject, bmi: 22.5 } },
                [50, 22.5],
                { features: "missing", features_missing: "age", features_age_seconds: 60 },
            ],
            [
                "for what is no number",
                { item: { subject, age: "41", bmi: true } },
                [50, 25],
                { features: "missing", features_missing: "age,bmi", features_age_seconds: 60 },
            ],
            [
                "for all, where the item is too old",
                { item: whole, ageSeconds: 3601, lookUp: { maxAgeSeconds: 3600 } },
                [50, 25],
                { features: "stale", features_age_seconds: 3601 },
            ],
            [
                "for nothing, where all is there",
                { item: whole },
                [41, 22.5],
                { features: "found", features_age_seconds: 60 },
            ],
            ["for no 0", { item: { age: 0, bmi: 0 } }, [0, 0], { features: "found", features_age_seconds: 60 }],
        ];
        for (const [title, asked, values, stated] of cases) {
            it(`have them taken ${title}, and say so`, async () => {
                const joined = await join({ ...asked, lookUp: { otherwise, defaults, ...asked.lookUp } });
                assert.deepEqual([...joined.tensor.elements], values);
                assert.deepEqual(joined.stated, stated);
            });
        }
    });

    for (const [title, wrong] of [
        ["no text", 4711],
        ["nothing", null],
        ["an empty text", ""],
        ["a text of too many bytes", `${subject}${"é".repeat(512)}`],
    ] as const) {
        it(`are refused with 400 for a subject that is ${title}, and nothing is read`, async () => {
            const table = tableWith(whole);
            await assert.rejects(new Features(written, table).join(wrong, spec()), {
                status: 400,
                message: "parameters.subject must be text of 1 to 1024 bytes",
            });
            assert.deepEqual(table.asked, []);
        });
    }

    it("are refused with 422 where the release takes another number of them, which no request can help", async () => {
        const { status, message } = await refusal({ item: { age: 1, bmi: 2 }, input: { shape: [-1, 30] } });
        assert.equal(status, 422);
        assert.match(message, /input "features" has 30 columns, and 2 features are looked up/);
    });

    it("are refused with 503 where no copy answers, also where defaults may be taken", async () => {
        for (const lookUp of [{}, { otherwise, defaults } as const]) {
            for (const state of ["untouched", "undone"] as const) {
                assert.deepEqual(await refusal({ item: new Unavailable(state), lookUp }), {
                    status: 503,
                    message: "the features can't be looked up: no copy of the store answers here",
                });
            }
        }
    });

    it("fail as the server does where it is broken", async () => {
        const broken = new TypeError("broken");
        await assert.rejects(join({ item: broken }), broken);
    });
});

describe("the lookups of a server", () => {
    it("is read as it is written", () => {
        for (const lookUp of [
            written,
            { ...written, ttl: "expires", maxAgeSeconds: 60, otherwise, defaults } as const,
        ]) {
            assert.deepEqual(parseLookUp(JSON.stringify(lookUp)), lookUp);
        }
    });

    it("is refused where it is no JSON, or lacks something, or has something that is unknown", () => {
        assert.throws(() => parseLookUp("{"), SyntaxError);
        const { attributes: _, ...missing } = written;
        for (const wrong of [missing, { ...written, attributes: [] }, { ...written, sortKey: "at" }]) {
            assert.throws(() => parseLookUp(JSON.stringify(wrong)), ConfigFaults);
        }
    });
});
