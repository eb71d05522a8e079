import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import type { Kind } from "../../../../../components/adapters/local/provider/kind";
import { lifecycleOf } from "../../../../../components/adapters/local/provider/lifecycle";
import { saidWhile } from "../../../../support/said-while";

interface Inputs {
    readonly name: string;
    readonly content: unknown;
}
interface Outputs {
    readonly found: unknown;
}

/** What the SDK gives for a value that a preview does not know yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A kind whose things are entries of a map, and which says what it was asked to do. */
function kindOver(real: Map<string, unknown>, more: Partial<Kind<Inputs, Outputs>> = {}) {
    const asked: string[] = [];
    const kind: Kind<Inputs, Outputs> = {
        identify: ({ name }) => name,
        apply({ name, content }, before) {
            asked.push(before === undefined ? `make ${name}` : `change ${name}`);
            real.set(name, content);
            return Promise.resolve({ found: content });
        },
        inspect({ name }) {
            asked.push(`inspect ${name}`);
            return Promise.resolve(real.has(name) ? { found: real.get(name) } : undefined);
        },
        remove({ name }) {
            asked.push(`remove ${name}`);
            real.delete(name);
            return Promise.resolve();
        },
        ...more,
    };
    return { kind, asked };
}

describe("a local resource", () => {
    const inputs = { name: "gate", content: { port: 1 }, __provider: "the provider's text" };
    const state = { ...inputs, found: { port: 1 } };

    it("is refused without the frames of the program, but for what is a fault of the program", async () => {
        const failing = (error: Error) => kindOver(new Map(), { apply: () => Promise.reject(error) }).kind;
        const framesOf = async (error: Error) => {
            await assert.rejects(lifecycleOf(failing(error)).create(inputs), error);
            return (error.stack ?? "").split("\n").filter(line => /^\s+at /.test(line)).length;
        };
        assert.equal(await framesOf(new Error("artifact a has digest b, but the release says c")), 0);
        assert.equal(await framesOf(Object.assign(new RangeError("no space"), { code: "ENOSPC" })), 0);
        assert.ok((await framesOf(new TypeError("undefined is not a function"))) > 0);
    });

    it("is made with its identity as id, and keeps what it was given beside what was found", async () => {
        const { kind, asked } = kindOver(new Map());
        assert.deepEqual(await lifecycleOf(kind).create(inputs), { id: "gate", outs: state });
        assert.deepEqual(asked, ["make gate"]);
    });

    it("does not change while config and reality stay", async () => {
        const { kind } = kindOver(new Map([["gate", { port: 1 }]]));
        assert.deepEqual(await lifecycleOf(kind).diff!("gate", state, inputs), {
            changes: false,
            replaces: [],
        });
    });

    it("does not change with the provider's own text: a new version of the package changes no resource", async () => {
        const { kind } = kindOver(new Map([["gate", { port: 1 }]]));
        const { changes } = await lifecycleOf(kind).diff!("gate", state, { ...inputs, __provider: "another" });
        assert.equal(changes, false);
    });

    it("changes in place with its config, without a look at what is there", async () => {
        const { kind, asked } = kindOver(new Map());
        const news = { ...inputs, content: { port: 2 } };
        assert.deepEqual(await lifecycleOf(kind).diff!("gate", state, news), {
            changes: true,
            replaces: [],
        });
        assert.deepEqual(asked, []);
    });

    it("is replaced when it becomes another thing, for the properties that differ", async () => {
        const { kind } = kindOver(new Map());
        assert.deepEqual(await lifecycleOf(kind).diff!("gate", state, { ...inputs, name: "edge" }), {
            changes: true,
            replaces: ["name"],
        });
    });

    it("may change where a preview does not know a value yet, and is not replaced for it", async () => {
        const { kind } = kindOver(new Map());
        const news = { ...inputs, content: unknown };
        assert.deepEqual(await lifecycleOf(kind).diff!("gate", state, news), {
            changes: true,
            replaces: [],
        });
    });

    const differently: readonly (readonly [what: string, real: Map<string, unknown>, shown: string])[] = [
        ["gone", new Map(), "gate is gone; an update restores it"],
        [
            "another than was made",
            new Map([["gate", { port: 3 }]]),
            "gate is not as the last update made it; an update restores it",
        ],
    ];
    for (const [what, real, shown] of differently) {
        it(`changes when what is there is ${what}, which the engine shows`, async () => {
            const { kind } = kindOver(real);
            const lines = await saidWhile(async () => {
                assert.deepEqual(await lifecycleOf(kind).diff!("gate", state, inputs), { changes: true, replaces: [] });
            });
            assert.deepEqual(lines, [shown]);
        });
    }

    it("changes when its process does not run, and shows the state of that", async () => {
        const stopped = { state: "running, but JetStream not enabled" };
        const { kind } = kindOver(new Map(), { inspect: () => Promise.resolve({ found: undefined, ...stopped }) });
        const lines = await saidWhile(async () => {
            await lifecycleOf(kind).diff!("gate", state, inputs);
        });
        assert.deepEqual(lines, ['gate is in state "running, but JetStream not enabled"; an update restores it']);
    });

    it("changes when what is there is not what is wanted, also when a refresh has put that into the state", async () => {
        const { kind } = kindOver(new Map([["gate", { port: 3 }]]), {
            isRight: ({ content }, { found }) => JSON.stringify(content) === JSON.stringify(found),
        });
        const lifecycle = lifecycleOf(kind);
        const props = (await lifecycle.read!("gate", state)).props as object;
        assert.deepEqual(await lifecycle.diff!("gate", props, inputs), {
            changes: true,
            replaces: [],
        });
    });

    it("is refused, at preview, what it can't become, before a look at what is there", async () => {
        const { kind, asked } = kindOver(new Map([["gate", { port: 1 }]]), {
            refuses: (before, after) =>
                isDeepStrictEqual(before.content, after.content) ? undefined : "a port can't change; put it back",
        });
        const news = { ...inputs, content: { port: 2 } };
        await assert.rejects(lifecycleOf(kind).diff!("gate", state, news), {
            message: "a port can't change; put it back",
        });
        assert.deepEqual(asked, []);
    });

    it("that refuses some changes takes all others, and is not asked about the provider's own text", async () => {
        const seen: object[] = [];
        const { kind } = kindOver(new Map([["gate", { port: 1 }]]), {
            refuses(before, after) {
                seen.push(before, after);
                return undefined;
            },
        });
        const news = { ...inputs, content: { port: 2 }, __provider: "another" };
        assert.equal((await lifecycleOf(kind).diff!("gate", state, news)).changes, true);
        assert.equal((await lifecycleOf(kind).diff!("gate", state, inputs)).changes, false);
        assert.ok(seen.length === 4 && seen.every(properties => !("__provider" in properties)));
    });

    it("is read as it really is, and as gone without an id", async () => {
        const { kind } = kindOver(new Map([["gate", { port: 3 }]]));
        const lifecycle = lifecycleOf(kind);
        assert.deepEqual(await lifecycle.read!("gate", state), { id: "gate", props: { ...state, found: { port: 3 } } });
        assert.deepEqual(await lifecycle.read!("edge", { ...state, name: "edge" }), { id: "", props: {} });
    });

    it("is changed with a look at what it was", async () => {
        const { kind, asked } = kindOver(new Map());
        const news = { ...inputs, content: { port: 2 } };
        assert.deepEqual(await lifecycleOf(kind).update!("gate", state, news), {
            outs: { ...news, found: { port: 2 } },
        });
        assert.deepEqual(asked, ["change gate"]);
    });

    it("never shows the provider's own text to its kind", async () => {
        const seen: object[] = [];
        const { kind } = kindOver(new Map(), {
            apply(inputs, before) {
                seen.push(inputs, before ?? {});
                return Promise.resolve({ found: undefined });
            },
        });
        const lifecycle = lifecycleOf(kind);
        await lifecycle.create(inputs);
        await lifecycle.update!("gate", state, inputs);
        assert.ok(seen.every(properties => !("__provider" in properties)));
    });

    describe("that fails halfway", () => {
        const failing = (leavesTraces: boolean) =>
            lifecycleOf(
                kindOver(new Map(), { apply: () => Promise.reject(new Error("not ready")), leavesTraces }).kind,
            );

        it("is in the state as incomplete, with its reason, where it may have left something behind", async () => {
            const incomplete = { message: "not ready", id: "gate", properties: inputs, reasons: ["not ready"] };
            await assert.rejects(failing(true).create(inputs), incomplete);
            await assert.rejects(failing(true).update!("gate", state, inputs), incomplete);
        });

        it("is not in the state where it leaves nothing", async () => {
            await assert.rejects(failing(false).create(inputs), error => error instanceof Error && !("id" in error));
        });
    });
});
