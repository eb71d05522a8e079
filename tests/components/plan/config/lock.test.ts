import assert from "node:assert/strict";

import {
    emptyLock,
    type Lock,
    lockedIn,
    lockFaults,
    parseLock,
    pinned,
    withDigests,
} from "../../../../components/plan/config/lock";
import { modelsSchema } from "../../../../components/plan/config/models";
import { parse } from "../../../../components/plan/config/parse";
import { parseConfig, planConfig, plan } from "../../../../components/plan/plan";
import { faultsOf, wholeFaultsOf } from "../faults-of";
import { digest, screening } from "../screening";

/** The models of the config, the second release without a digest. */
function models() {
    const [model] = screening().models;
    const { digest: _, ...second } = model!.releases["2.0.0"];
    return [{ ...model!, releases: { "1.0.0": model!.releases["1.0.0"], "2.0.0": second } }];
}

function lockOf(release: Partial<Lock["models"][string][string]> = {}): Lock {
    return {
        version: 1,
        models: { screening: { "2.0.0": { artifact: "file:2.onnx", digest: digest("2"), bytes: 1, ...release } } },
    };
}

describe("the lock", () => {
    it("says the digests that the config does not, and the plan has them", () => {
        const written = { ...screening(), models: models() };
        const { config, plan: planned } = planConfig(written, { lock: lockOf() });
        const digestsOf = ({ cells }: typeof planned) =>
            cells[0]!.servings[0]!.models[0]!.releases.map(release => release.digest);
        assert.equal(config.models[0]!.releases["2.0.0"]!.digest, undefined);
        assert.deepEqual(digestsOf(planned), [digest("1"), digest("2")]);
        assert.deepEqual(digestsOf(plan(parseConfig(written, { lock: lockOf() }), lockOf())), [
            digest("1"),
            digest("2"),
        ]);
    });

    it("changes no digest that the config says", () => {
        const parsed = parse(modelsSchema, models());
        const lock = lockOf();
        assert.deepEqual(withDigests(parsed, lock)[0]!.releases["1.0.0"], parsed[0]!.releases["1.0.0"]);
        assert.deepEqual(pinned(parsed, lock), withDigests(parsed, lock));
        assert.deepEqual(withDigests(parsed, emptyLock), parsed);
    });

    it("knows nothing of baselines, which say their digests themselves, and the plan has them", () => {
        const [model] = models();
        const baseline = { artifact: "file:2.json", digest: digest("b") };
        const releases = { ...model!.releases, "2.0.0": { ...model!.releases["2.0.0"], baseline } };
        const written = { ...screening(), models: [{ ...model!, releases }] };
        const { plan: planned } = planConfig(written, { lock: lockOf() });
        const [first, second] = planned.cells[0]!.servings[0]!.models[0]!.releases;
        assert.equal(first!.baseline, undefined);
        assert.deepEqual(second!.baseline, baseline);
    });

    it("knows a release by its model and version, and nothing that every object has", () => {
        assert.equal(lockedIn(lockOf(), "screening", "2.0.0")!.digest, digest("2"));
        assert.equal(lockedIn(lockOf(), "screening", "1.0.0"), undefined);
        assert.equal(lockedIn(lockOf(), "other", "2.0.0"), undefined);
        assert.equal(lockedIn(lockOf(), "constructor", "2.0.0"), undefined);
        assert.equal(lockedIn(lockOf(), "screening", "constructor"), undefined);
    });

    it("has a form of its own", () => {
        assert.deepEqual(parseLock(lockOf()), lockOf());
        assert.deepEqual(
            faultsOf(() => parseLock({ ...lockOf({ digest: "2".repeat(64), bytes: 1.5 }), version: 2 })),
            [
                {
                    code: "config/value",
                    path: 'lock.models.screening["2.0.0"].bytes',
                    value: 1.5,
                },
                {
                    code: "config/value",
                    path: 'lock.models.screening["2.0.0"].digest',
                    value: "2".repeat(64),
                },
                {
                    code: "config/value",
                    path: "lock.version",
                    value: 2,
                },
            ],
        );
    });

    const cases: [title: string, lock: Lock, fault: object][] = [
        [
            "where neither says a digest",
            emptyLock,
            {
                code: "release/digest-missing",
                path: 'models[0].releases["2.0.0"].digest',
            },
        ],
        [
            "where it knows the release from elsewhere",
            lockOf({ artifact: "file:other.onnx" }),
            {
                code: "lock/other-artifact",
                path: 'models[0].releases["2.0.0"].artifact',
                value: "file:2.onnx",
            },
        ],
    ];
    for (const [title, lock, fault] of cases) {
        it(`is refused ${title}`, () => {
            assert.deepEqual(
                faultsOf(() => parseConfig({ ...screening(), models: models() }, { lock })),
                [fault],
            );
        });
    }

    it("is refused without its version, with the one that is allowed", () => {
        assert.deepEqual(
            wholeFaultsOf(() => parseLock({ models: {} })).map(({ allowed, code, path }) => [code, path, allowed]),
            [["config/missing", "lock.version", ["1"]]],
        );
    });

    it("is refused where it knows another digest than the config says, and taken where it knows the same", () => {
        assert.deepEqual(
            faultsOf(() => parseConfig(screening(), { lock: lockOf({ digest: digest("3") }) })),
            [
                {
                    code: "lock/other-digest",
                    path: 'models[0].releases["2.0.0"].digest',
                    value: digest("2"),
                },
            ],
        );
        assert.deepEqual(
            faultsOf(() => parseConfig(screening(), { lock: lockOf() })),
            [],
        );
    });

    it("is reported under the path of the models", () => {
        const parsed = parse(modelsSchema, models());
        assert.deepEqual(
            [lockFaults(parsed, emptyLock), lockFaults(parsed, emptyLock, "args.models")].map(([fault]) => fault!.path),
            ['models[0].releases["2.0.0"].digest', 'args.models[0].releases["2.0.0"].digest'],
        );
    });
});
