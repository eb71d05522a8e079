import assert from "node:assert/strict";

import type { ModelConfig } from "../../../../components/plan/config/models";
import { type AuthPlan, planAuth } from "../../../../components/plan/serving/auth";
import { modelFaults, type ServingCell } from "../../../../components/plan/serving/model-faults";
import { someKey } from "../../../support/arbitraries";
import { digest, parsed } from "../screening";
import { pinned } from "../faults-of";

const model = parsed().models[0]!;

describe("models are refused", () => {
    /** A cell for each of these, all with the same regions. */
    const among = (...auths: AuthPlan[]): ServingCell[] =>
        auths.map((auth, i) => ({ name: `cell-${i}`, regions: ["local:eu-west", "local:us-east"], auth }));
    const token = planAuth({ jwt: { issuer: "issuer", audience: ["a"], jwks: { keys: [{ ...someKey }] } } });

    it("when two have one name", () => {
        assert.deepEqual(pinned(modelFaults([model, { ...model, name: "other" }, model], among({}))), [
            {
                code: "model/name-twice",
                path: "models[2].name",
                value: "screening",
            },
        ]);
    });

    it("when two releases of one have the same digest", () => {
        const releases = { "1.10.0": model.releases["1.0.0"]!, "1.9.0": model.releases["1.0.0"]! };
        const traffic = [{ version: "1.9.0", percent: 100 }];
        assert.deepEqual(pinned(modelFaults([{ ...model, releases, traffic }], among({}))), [
            {
                code: "release/digest-twice",
                path: 'models[0].releases["1.10.0"].digest',
                value: digest("1"),
            },
        ]);
    });

    it("when a wave names a region of no cell", () => {
        const wave = { "local:us-west": { traffic: model.traffic } };
        assert.deepEqual(pinned(modelFaults([{ ...model, regions: wave }], among({}))), [
            {
                code: "model/unknown-region",
                path: 'models[0].regions["local:us-west"]',
                value: "local:us-west",
            },
        ]);
    });

    it("when a subject is kept by a credential, or by a header that only gates and Envoy set, which clients can't send", () => {
        for (const stickyBy of ["header:x-meridian-caller", "header:x-envoy-subject", "header:authorization"]) {
            assert.deepEqual(pinned(modelFaults([{ ...model, stickyBy }], among({}))), [
                {
                    code: "model/sticky-header",
                    path: "models[0].stickyBy",
                    value: stickyBy,
                },
            ]);
        }
        for (const stickyBy of ["header:x-meridian", "cookie:x-meridian-caller"]) {
            assert.deepEqual(modelFaults([{ ...model, stickyBy }], among({})), [], stickyBy);
        }
    });

    for (const [what, path, change] of [
        ["keep a subject", "stickyBy", { stickyBy: "claim:sub" }],
        ["are demanded of callers", "requires", { requires: { claims: { role: ["nurse"] } } }],
        ["are demanded of testers", "testers", { testers: { claims: { role: ["tester"] } } }],
    ] as const) {
        it(`when claims ${what} and a cell asks for no token`, () => {
            const models = [model, { ...model, name: "other", ...change }] as readonly ModelConfig[];
            assert.deepEqual(pinned(modelFaults(models, among(token, {}))), [
                {
                    code: "auth/claims-without-jwt",
                    path: `models[1].${path}`,
                },
            ]);
            assert.deepEqual(modelFaults(models, among(token, token)), []);
        });
    }

    it("when their shares are wrong", () => {
        const traffic = [{ version: "1.0.0", percent: 90 }];
        assert.deepEqual(
            modelFaults([{ ...model, traffic }], among({}), "args.models").map(({ code, path }) => [code, path]),
            [["traffic/shares-sum", "args.models[0].traffic"]],
        );
    });

    for (const [title, names] of [
        [
            "of two models are one",
            [
                ["m", "1.0.0-0"],
                ["m-1", "0.0.0"],
            ],
        ],
        [
            "of two releases differ by case only",
            [
                ["m", "1.0.0-RC"],
                ["m", "1.0.0-rc"],
            ],
        ],
        [
            "of two releases differ by a dot and a hyphen",
            [
                ["m", "1.0.0-rc.1"],
                ["m", "1.0.0-rc-1"],
            ],
        ],
    ] as [string, [string, string][]][]) {
        it(`when names made of model and version ${title}`, () => {
            const models = [...new Set(names.map(([name]) => name))].map(name => {
                const versions = names.filter(([of]) => of === name).map(([, version]) => version);
                const releases = Object.fromEntries(
                    versions.map((v, i) => [v, { artifact: `file:${v}`, digest: digest(`${i}`) }]),
                );
                return { name, releases, traffic: [{ version: versions[0]!, percent: 100 }], regions: {} };
            });
            const [, [last, later]] = names as [[string, string], [string, string]];
            assert.deepEqual(pinned(modelFaults(models, among({}))), [
                {
                    code: "name/release-twice",
                    path: `models[${models.length - 1}].releases["${later}"]`,
                    value: `${last}-${later.toLowerCase().replaceAll(".", "-")}`,
                },
            ]);
        });
    }
});
