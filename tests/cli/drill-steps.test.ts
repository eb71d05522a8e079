import assert from "node:assert/strict";

import type { Rehearsable, RunningCell, RunningModel } from "../../components/watch/drills/operations";
import type { Asked } from "../../components/watch/drills/measure";
import { learn } from "../../cli/drill/answers";
import { changesAfter, refuseFailing } from "../../cli/drill/as-before";
import { audited } from "../../cli/drill/audited";
import type { Answer, Entry, Question } from "../../cli/drill/entry";
import { published } from "../../cli/drill/published";
import { Recorder } from "../../cli/drill/recorder";
import type { Result } from "../../cli/drill/result";
import type { Order, Outcome } from "../../cli/drill/run";
import type { Traffic } from "../../cli/drill/traffic";
import { ProjectError } from "../../cli/exit";

describe("requests before a drill breaks anything", () => {
    const asked = (more: Partial<Asked>): Asked => ({
        ...{ kind: "inference", cell: "eu", point: "Paris", at: 0, ms: 5, status: 200 },
        ...more,
    });
    const refuse = (...all: readonly Asked[]) => {
        refuseFailing({ asked: all } as unknown as Traffic);
    };

    it("let it begin where all are answered, and right as far as that is known", () => {
        refuse(asked({}), asked({ isRight: true }));
    });

    for (const [title, bad, why] of [
        ["has a status of failure", asked({ status: 503 }), "status 503"],
        [
            "has no answer",
            { ...asked({ error: "socket hang up" }), status: undefined } as unknown as Asked,
            "socket hang up",
        ],
        ["has another answer than before", asked({ isRight: false }), "two answers to one question"],
    ] as const) {
        it(`keep it from beginning where one ${title}`, () => {
            assert.throws(
                () => {
                    refuse(asked({}), bad);
                },
                (error: unknown) =>
                    error instanceof ProjectError &&
                    error.message.startsWith("1 of 2 requests failed before the failure was injected") &&
                    error.message.includes(`cell eu at Paris: ${why}`),
            );
        });
    }
});

describe("what a drill waits for at its end", () => {
    const before = { gate: { state: "ready", isWell: true }, hub: { state: "ready", isWell: true } };
    const over = new AbortController().signal;
    const now = performance.now.bind(performance);
    let passed: number;
    beforeEach(() => {
        passed = 0;
        performance.now = () => now() + passed;
    });
    afterEach(() => {
        performance.now = now;
    });

    /** Each look takes three seconds. */
    const looks = (...states: readonly (typeof before)[]) => {
        let count = 0;
        return () => {
            passed += 3_000;
            return Promise.resolve(states[Math.min(count++, states.length - 1)]!);
        };
    };
    const broken = { ...before, gate: { state: "gone", isWell: false } };

    it("is that each part is as before", async () => {
        const look = looks(broken, before);
        assert.deepEqual(await changesAfter(before, look, () => -Infinity, 60_000, over), []);
        assert.ok(passed >= 6_000);
    });

    it("is named where it is not as before in time, with a part that has gone or come", async () => {
        const { hub } = before;
        const after = { hub, relay: { state: "ready", isWell: true } } as unknown as typeof before;
        assert.deepEqual(await changesAfter(before, looks(after), () => -Infinity, 1_000, over), [
            "gate: not there; before: ready",
            "relay: ready; before: not there",
        ]);
    });

    it("is two seconds without a failed request as well", async () => {
        const trouble = () => performance.now() - 1_000;
        assert.deepEqual(await changesAfter(before, looks(before), trouble, 10_000, over), [
            "requests of the cell: some failed or waited; before: none",
        ]);
    });
});

describe("a drill in the audit trail", () => {
    const order = { drill: "region-down", cell: { name: "eu" }, region: "local:eu-west", seconds: 5, perSecond: 2 };
    const outcome = { figures: { requests: 9, failed: 1, leaked: 0 }, findings: [{ isMet: true }, { isMet: false }] };
    let recorded: { phase: string; what: string; detail?: unknown }[];
    let notes: string[];
    let failing: string | undefined;
    beforeEach(() => {
        [recorded, notes, failing] = [[], [], undefined];
    });

    const run = (drill: () => Promise<unknown>) => {
        const record = (_cell: string, event: { phase: string; what: string }) => {
            if (event.phase === failing) return Promise.reject(new Error("the disk is full"));
            recorded.push(event);
            return Promise.resolve();
        };
        const operations = { record } as unknown as Rehearsable;
        const done = drill as () => Promise<Outcome>;
        return audited(operations, order as unknown as Order, text => notes.push(text), done);
    };
    const entries = () => recorded.map(({ phase, detail }) => [phase, detail]);
    const begun = ["begun", { seconds: 5, perSecond: 2 }];

    it("is there before and after, with what it found", async () => {
        assert.equal(await run(() => Promise.resolve(outcome)), outcome);
        assert.deepEqual(entries(), [begun, ["done", { passed: false, requests: 9, failed: 1, leaked: 0 }]]);
        assert.equal(recorded[0]!.what, "drill region-down of local:eu-west");
    });

    it("does not begin where that can't be written", async () => {
        failing = "begun";
        let hasRun = false;
        const drill = () => Promise.resolve((hasRun = true));
        await assert.rejects(
            run(drill),
            (error: unknown) => error instanceof ProjectError && error.message.includes("disk is full"),
        );
        assert.equal(hasRun, false);
    });

    it("is stopped where it fails, and fails so", async () => {
        await assert.rejects(
            run(() => Promise.reject(new Error("no region answers"))),
            /no region answers/,
        );
        assert.deepEqual(entries(), [begun, ["done", { stopped: true }]]);
    });

    it("has its result where only the end can't be written, with a note", async () => {
        failing = "done";
        assert.equal(await run(() => Promise.resolve(outcome)), outcome);
        assert.deepEqual(notes, ["not in the audit trail: the disk is full"]);
    });
});

describe("the result of a drill, for the hub", () => {
    const result = { drill: "region-down", passed: true } as unknown as Result;
    const outcomeOf = async (failure?: Error) => {
        const notes: string[] = [];
        const received: unknown[] = [];
        const publish = (one: unknown) => {
            received.push(one);
            return failure === undefined ? Promise.resolve() : Promise.reject(failure);
        };
        await published({ publish }, result, text => notes.push(text));
        return { notes, received };
    };

    it("is received whole, without a word", async () => {
        assert.deepEqual(await outcomeOf(), { notes: [], received: [result] });
    });

    it("stands where the hub can't receive it, with a note of what that means", async () => {
        const { notes } = await outcomeOf(
            new ProjectError("the cluster has no ConfigMap drills; run `pulumi up` once"),
        );
        assert.deepEqual(notes, [
            "the hub does not show this drill, and may say that one is overdue: " +
                "the cluster has no ConfigMap drills; run `pulumi up` once",
        ]);
    });

    it("is a mistake of the command's where it fails otherwise", async () => {
        await assert.rejects(outcomeOf(new TypeError("of undefined")), TypeError);
    });
});

describe("answers that a drill knows before it breaks anything", () => {
    const answerOf = (version: string, outputs: unknown, more: Partial<Answer> = {}): Answer => ({
        ...{
            status: 200,
            region: "local:eu-west",
            version,
            body: JSON.stringify({ id: String(Math.random()), outputs }),
        },
        ...more,
    });

    async function known(sticky: RunningModel["sticky"]) {
        const asked: Question[] = [];
        const model = { name: "a b", samples: [], versions: ["1", "2"], ...(sticky && { sticky }) };
        const ask = (question: Question) => {
            asked.push(question);
            const version = asked.length % 2 === 0 ? "2" : "1";
            return Promise.resolve(answerOf(version, [version]));
        };
        const entry = { cell: { name: "eu" }, ask } as unknown as Entry;
        const [first, second] = await learn({ models: [model] } as unknown as RunningCell, entry, "run", undefined);
        return { asked, first: first!, second: second! };
    }

    it("evaluate each release by its own outputs, whatever else differs", async () => {
        const { first, asked } = await known(undefined);
        assert.equal(asked[0]!.path, "/v2/models/a%20b");
        assert.equal(first.isRight(answerOf("1", ["1"])), true);
        assert.equal(first.isRight(answerOf("2", ["2"])), true);
        assert.equal(first.isRight(answerOf("1", ["2"])), false);
    });

    it("do not evaluate failures, nor a release that no subject was assigned to", async () => {
        const { first } = await known(undefined);
        assert.equal(first.isRight(answerOf("1", ["2"], { status: 503 })), undefined);
        assert.equal(first.isRight(answerOf("3", ["1"])), undefined);
    });

    for (const [kind, header] of [
        ["header", { "x-subject": "drill-run-1" }],
        ["cookie", { cookie: "x-subject=drill-run-1" }],
    ] as const) {
        it(`have a subject meet its own release only, by a ${kind}`, async () => {
            const { second, asked } = await known({ kind, name: "x-subject" });
            assert.deepEqual(asked[1]!.headers, header);
            assert.equal(second.isRight(answerOf("2", ["2"])), true);
            assert.equal(second.isRight(answerOf("1", ["1"])), false);
        });
    }

    it("are not learnt from a failure", async () => {
        const ask = () => Promise.resolve({ status: 503, body: "overloaded" } as Answer);
        const model = { name: "screening", samples: [], versions: ["1"] };
        const cell = { models: [model] } as unknown as RunningCell;
        const learning = learn(cell, { cell: { name: "eu" }, ask } as unknown as Entry, "run", undefined);
        await assert.rejects(learning, /screening answers 503 in cell eu before anything is broken: overloaded/);
    });
});

describe("a request that a drill records", () => {
    const question: Question = { method: "GET", path: "/" };
    const entryThat = (ask: () => Promise<Answer>) =>
        ({ cell: { name: "eu" }, point: { city: "Paris" }, ask }) as unknown as Entry;

    it("has what answered it, and whether that is right", async () => {
        const answer = { status: 200, region: "local:eu-west", version: "1", body: "" };
        const entry = entryThat(() => Promise.resolve(answer));
        const { at, ms, ...rest } = await new Recorder().ask("inference", entry, question, () => false);
        assert.ok(at >= 0 && ms >= 0);
        assert.deepEqual(rest, {
            ...{ kind: "inference", cell: "eu", point: "Paris" },
            ...{ status: 200, region: "local:eu-west", version: "1", isRight: false },
        });
    });

    it("has its error where there is no answer, and is pending until then", async () => {
        const recorder = new Recorder();
        let fail: (error: Error) => void = () => undefined;
        const entry = entryThat(() => new Promise((_, reject) => (fail = reject)));
        const asked = recorder.ask("inference", entry, question);
        assert.notEqual(recorder.oldest("eu"), undefined);
        assert.equal(recorder.oldest("us"), undefined);
        fail(new Error("no answer within 5 s"));
        assert.equal((await asked).error, "no answer within 5 s");
        assert.equal(recorder.oldest("eu"), undefined);
    });
});
