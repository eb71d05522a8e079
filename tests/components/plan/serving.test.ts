import assert from "node:assert/strict";

import { planAuth } from "../../../components/plan/auth";
import { planCell } from "../../../components/plan/cell";
import { checksFor } from "../../../components/plan/checks";
import type { ModelConfig } from "../../../components/plan/config";
import { planLimits } from "../../../components/plan/limits";
import { modelFaults, planServing, type ServingInput } from "../../../components/plan/serving";
import { someAuthority, someKey } from "../../support/arbitraries";
import { digest, parsed } from "./screening";

const config = parsed();
const model = config.models[0]!;

describe("the serving of a region", () => {
    const eu = planCell(config.cells[0]!, config.domain);
    const limits = planLimits(config.routing.limits, 2);
    const input: ServingInput = {
        cell: eu,
        region: "local:eu-west",
        models: [],
        checks: checksFor("local:eu-west"),
        auth: {},
        limits,
        drain: [],
    };
    const serving = (...models: ModelConfig[]) => planServing({ ...input, models });

    it("says where it is, what it is called, whom it spills to and what it serves", () => {
        assert.deepEqual(serving(model), {
            cell: eu,
            region: "local:eu-west",
            place: { city: "Dublin", country: "IE", latitude: 53.35, longitude: -6.26 },
            host: "eu-west.eu.screening.example",
            peers: [{ region: "local:eu-central", host: "eu-central.eu.screening.example" }],
            models: [
                {
                    name: "screening",
                    sticky: { kind: "header", name: "x-subject" },
                    releases: [
                        { version: "1.0.0", artifact: "file:1.onnx", digest: digest("1"), weight: 9000 },
                        { version: "2.0.0", artifact: "file:2.onnx", digest: digest("2"), weight: 1000 },
                    ],
                },
            ],
            checks: { everySeconds: 0.25, unhealthyAfter: 2 },
            auth: {},
            limits,
            drained: false,
        });
    });

    for (const [stickyBy, sticky] of [
        ["header:x-subject", { kind: "header", name: "x-subject" }],
        ["cookie:arm", { kind: "cookie", name: "arm" }],
        ["claim:urn:patient:id", { kind: "claim", name: "urn:patient:id" }],
    ] as const) {
        it(`keeps a subject on a release by a ${sticky.kind}, whose name is all behind the first colon`, () => {
            assert.deepEqual(serving({ ...model, stickyBy }).models[0]!.sticky, sticky);
        });
    }

    it("says which claims callers and testers must have, where models say so", () => {
        const requires = { claims: { role: ["nurse", "clinician"] } };
        const testers = { claims: { role: ["tester"], site: ["1"] } };
        const [planned] = serving({ ...model, requires, testers }).models;
        assert.deepEqual([planned!.requires, planned!.testers], [requires.claims, testers.claims]);
        assert.deepEqual(Object.keys(serving(model).models[0]!), ["name", "sticky", "releases"]);
    });

    it("keeps the auth of its cell and its limits as they are", () => {
        const auth = { certificates: { authorities: someAuthority } };
        const planned = planServing({ ...input, auth });
        assert.deepEqual([planned.auth, planned.limits], [auth, limits]);
    });

    it("spills to no region that is taken out of traffic", () => {
        assert.deepEqual(planServing({ ...input, drain: ["local:eu-central"] }).peers, []);
        assert.equal(planServing({ ...input, drain: ["local:eu-central"] }).drained, false);
    });

    it("that is itself taken out of traffic knows it, and spills what it still gets", () => {
        const drained = planServing({ ...input, models: [model], drain: ["local:eu-west"] });
        assert.deepEqual(drained, { ...serving(model), drained: true });
        assert.equal(drained.peers.length, 1);
    });

    it("draws each request anew where nothing keeps a subject on a release", () => {
        const { stickyBy, ...drawn } = model;
        assert.equal(stickyBy, "header:x-subject");
        assert.ok(!("sticky" in serving(drawn).models[0]!));
    });

    it("runs the releases that its shares name, and no other", () => {
        const traffic = [{ version: "2.0.0", percent: 100 }];
        const waved = serving({ ...model, regions: { "local:eu-west": { traffic } } });
        assert.deepEqual(
            waved.models[0]!.releases.map(({ version }) => version),
            ["2.0.0"],
        );
        const nameless = serving({ ...model, traffic: [{ version: "9.0.0", percent: 100 }] });
        assert.deepEqual(nameless.models[0]!.releases, []);
    });

    it("has its models in order of name", () => {
        const names = (...models: string[]) =>
            serving(...models.map(name => ({ ...model, name }))).models.map(({ name }) => name);
        assert.deepEqual(names("b", "c", "a"), ["a", "b", "c"]);
        assert.deepEqual(names("a", "b", "c"), ["a", "b", "c"]);
    });
});

describe("models are refused", () => {
    const regions = ["local:eu-west", "local:us-east"] as const;
    const token = planAuth({ jwt: { issuer: "issuer", audience: ["a"], jwks: { keys: [{ ...someKey }] } } });

    it("when two have one name", () => {
        assert.deepEqual(modelFaults([model, { ...model, name: "other" }, model], regions, [{}]), [
            {
                code: "model/name-twice",
                path: "models[2].name",
                value: "screening",
                remedy: "give each model a name of its own",
            },
        ]);
    });

    it("when two releases of one have the same digest", () => {
        const releases = { "1.10.0": model.releases["1.0.0"]!, "1.9.0": model.releases["1.0.0"]! };
        const traffic = [{ version: "1.9.0", percent: 100 }];
        assert.deepEqual(modelFaults([{ ...model, releases, traffic }], regions, [{}]), [
            {
                code: "release/digest-twice",
                path: 'models[0].releases["1.10.0"].digest',
                value: digest("1"),
                allowed: "a digest that differs from that of 1.9.0",
                remedy: "name the artifact of this release, or remove the release",
            },
        ]);
    });

    it("when a wave names a region of no cell", () => {
        const wave = { "local:us-west": { traffic: model.traffic } };
        assert.deepEqual(modelFaults([{ ...model, regions: wave }], regions, [{}]), [
            {
                code: "model/unknown-region",
                path: 'models[0].regions["local:us-west"]',
                value: "local:us-west",
                allowed: "local:eu-west, local:us-east",
                remedy: "name a region of a cell",
            },
        ]);
    });

    it("when a subject is kept by a credential, or by a header that only gates and Envoy set, which clients can't send", () => {
        for (const stickyBy of ["header:x-meridian-caller", "header:x-envoy-subject", "header:authorization"]) {
            assert.deepEqual(modelFaults([{ ...model, stickyBy }], regions, [{}]), [
                {
                    code: "model/sticky-header",
                    path: "models[0].stickyBy",
                    value: stickyBy,
                    allowed:
                        "a header other than authorization, whose name does not begin with x-meridian- or x-envoy-",
                    remedy: "name a header that clients send, or a claim of their token, as in claim:sub",
                },
            ]);
        }
        for (const stickyBy of ["header:x-meridian", "cookie:x-meridian-caller"]) {
            assert.deepEqual(modelFaults([{ ...model, stickyBy }], regions, [{}]), [], stickyBy);
        }
    });

    for (const [what, path, change] of [
        ["keep a subject", "stickyBy", { stickyBy: "claim:sub" }],
        ["are demanded of callers", "requires", { requires: { claims: { role: ["nurse"] } } }],
        ["are demanded of testers", "testers", { testers: { claims: { role: ["tester"] } } }],
    ] as const) {
        it(`when claims ${what} and a cell asks for no token`, () => {
            const models = [model, { ...model, name: "other", ...change }] as readonly ModelConfig[];
            assert.deepEqual(modelFaults(models, regions, [token, {}]), [
                {
                    code: "auth/claims-without-jwt",
                    path: `models[1].${path}`,
                    allowed: "claims where every cell asks for a token",
                    remedy: "set routing.auth.jwt, or remove this",
                },
            ]);
            assert.deepEqual(modelFaults(models, regions, [token, token]), []);
        });
    }

    it("when their shares are wrong", () => {
        const traffic = [{ version: "1.0.0", percent: 90 }];
        assert.deepEqual(
            modelFaults([{ ...model, traffic }], regions, [{}], "args.models").map(({ code, path }) => [code, path]),
            [["traffic/shares-sum", "args.models[0].traffic"]],
        );
    });
});
