import assert from "node:assert/strict";

import { configSchema } from "../../../../components/plan/config/config";
import { modelsSchema } from "../../../../components/plan/config/models";
import { parse } from "../../../../components/plan/config/parse";
import { parseConfig } from "../../../../components/plan/plan";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { faultsOf, type Pinned, wholeFaultsOf } from "../faults-of";
import { screening } from "../screening";

/** Callers are asked for a token. */
const asked = {
    routing: { auth: { jwt: { issuer: "issuer", audience: "meridian", jwks: { keys: [{ ...someKey, kid: "1" }] } } } },
};

describe("the config", () => {
    it("is what was written, with defaults where nothing was", () => {
        const written = screening();
        assert.deepEqual(parseConfig(written), {
            ...written,
            cells: written.cells.map(cell => ({ standards: [], ...cell, existing: {}, networks: {} })),
            places: {},
            models: written.models.map(model => ({ ...model, regions: {} })),
            serving: {
                hosting: "container",
                scaling: { targetUtilization: 0.6, predictive: false, hours: [] },
                access: {},
            },
            routing: {
                edge: "regional",
                by: "latency",
                sharedName: false,
                failover: {},
                drain: [],
                auth: {},
                limits: {
                    bodyKiB: 8192,
                    headerKiB: 32,
                    deadlineSeconds: 30,
                    concurrency: 32,
                    queue: 1024,
                    batchPercent: 25,
                    retries: 256,
                    rate: {},
                },
            },
        });
    });

    it("keeps what a wave and the demand say", () => {
        const written = screening();
        const regions = { "local:eu-west": { traffic: [{ version: "2.0.0", percent: 100 }] } };
        const demand = { places: [{ city: "Lisbon" }] };
        const config = parseConfig({ ...written, models: [{ ...written.models[0]!, regions }], demand });
        assert.deepEqual(config.models[0]!.regions, regions);
        assert.deepEqual(config.demand, demand);
    });

    it("keeps what is said of callers, claims and limits, with one audience as a list of one", () => {
        const written = screening();
        const jwt = { issuer: "issuer", audience: "meridian", jwks: { keys: [{ ...someKey, kid: "1" }] } };
        const auth = { jwt: { ...jwt, audience: ["meridian"] }, certificates: { authorities: someAuthority } };
        const demands = { requires: { claims: { role: ["nurse"] } }, testers: { claims: { "a/b": ["1", "2"] } } };
        const config = parseConfig({
            ...written,
            cells: written.cells.map(cell => ({ ...cell, auth })),
            models: [{ ...written.models[0]!, ...demands }],
            routing: {
                auth: { jwt },
                limits: { queue: 0, rate: { cell: { perSecond: 1 } } },
                drain: ["local:eu-west"],
            },
        });
        assert.deepEqual(config.cells[0]!.auth, auth);
        const { requires, testers } = config.models[0]!;
        assert.deepEqual({ requires, testers }, demands);
        assert.deepEqual(config.routing.auth, { jwt: { ...jwt, audience: ["meridian"] } });
        assert.equal(config.routing.limits.queue, 0);
        assert.deepEqual(config.routing.limits.rate, { cell: { perSecond: 1 } });
        assert.deepEqual(config.routing.drain, ["local:eu-west"]);
    });

    for (const stickyBy of ["header:x-subject", "cookie:Arm_1", "claim:sub", "claim:https://claims.example/id"]) {
        it(`takes ${stickyBy} as what keeps a subject on a release`, () => {
            const written = screening();
            const config = parseConfig({ ...written, models: [{ ...written.models[0]!, stickyBy }], ...asked });
            assert.equal(config.models[0]!.stickyBy, stickyBy);
        });
    }

    it("takes each share of two decimals, and none of three", () => {
        const withShare = (percent: number) => {
            const written = screening();
            written.models[0]!.traffic[0]!.percent = percent;
            return faultsOf(() => parse(modelsSchema, written.models)).length;
        };
        for (let hundredths = 0; hundredths <= 10_000; hundredths += 7) {
            assert.equal(withShare(hundredths / 100), 0, String(hundredths));
        }
        assert.equal(withShare(33.333), 1);
    });
});

describe("the form of a config is refused", () => {
    type Written = ReturnType<typeof screening>;
    const cases: [title: string, change: (config: Written) => object, fault: Pinned][] = [
        [
            "when a key is missing, with what it should say",
            ({ service: _, ...config }) => config,
            {
                code: "config/missing",
                path: "service",
            },
        ],
        [
            "when a value is of another type",
            config => ({ ...config, service: 7 }),
            {
                code: "config/type",
                path: "service",
                value: 7,
            },
        ],
        [
            "when an object stands where a list should, without showing what is in it",
            config => ({ ...config, cells: { eu: "hidden" } }),
            {
                code: "config/type",
                path: "cells",
                value: "an object",
            },
        ],
        [
            "when a list stands where an object should, without showing what is in it",
            config => ({ ...config, routing: ["hidden"] }),
            {
                code: "config/type",
                path: "routing",
                value: "a list",
            },
        ],
        [
            "when nothing stands where something should",
            config => ({ ...config, models: null }),
            {
                code: "config/type",
                path: "models",
                value: null,
            },
        ],
        [
            "when a key is unknown, with the key that was likely meant, and without its value",
            config => ({ ...config, serivce: "hidden" }),
            {
                code: "config/unknown-key",
                path: "serivce",
            },
        ],
        [
            "when a key is like no other",
            ({ cells: [cell, ...cells], ...config }) => ({
                ...config,
                cells: [{ ...cell, color: "hidden" }, ...cells],
            }),
            {
                code: "config/unknown-key",
                path: "cells[0].color",
            },
        ],
        [
            "when a value is none of a list",
            config => ({ ...config, cells: [{ ...config.cells[0], standards: ["gdpr", "sox"] }] }),
            {
                code: "config/value",
                path: "cells[0].standards[1]",
                value: "sox",
            },
        ],
        [
            "when demand comes from a city that the catalogue does not know",
            config => ({ ...config, demand: { places: [{ city: "Atlantis", cell: "eu" }] } }),
            {
                code: "catalogue/unknown-city",
                path: "demand.places[0].city",
                value: "Atlantis",
            },
        ],
        [
            "when a list is empty",
            config => ({ ...config, cells: [] }),
            {
                code: "config/value",
                path: "cells",
                value: "a list",
            },
        ],
        [
            "when a number is out of range",
            config => ({ ...config, routing: { failover: { unhealthyAfter: 11 } } }),
            {
                code: "config/value",
                path: "routing.failover.unhealthyAfter",
                value: 11,
            },
        ],
        [
            "when hours are of Europe/Nowhere, which is no time zone",
            config => ({
                ...config,
                serving: { scaling: { hours: [{ from: "08:00", to: "18:00", timezone: "Europe/Nowhere", min: 2 }] } },
            }),
            {
                code: "config/value",
                path: "serving.scaling.hours[0].timezone",
                value: "Europe/Nowhere",
            },
        ],
        [
            "when hours are of +02:00, which is no time zone",
            config => ({
                ...config,
                serving: { scaling: { hours: [{ from: "08:00", to: "18:00", timezone: "+02:00", min: 2 }] } },
            }),
            {
                code: "config/value",
                path: "serving.scaling.hours[0].timezone",
                value: "+02:00",
            },
        ],
        [
            "when an interval is finer than Envoy's durations",
            config => ({ ...config, routing: { failover: { everySeconds: 1 / 3 } } }),
            {
                code: "config/value",
                path: "routing.failover.everySeconds",
                value: 1 / 3,
            },
        ],
        [
            "when a jurisdiction is neither a group nor a country code",
            config => ({ ...config, cells: [{ ...config.cells[0], jurisdictions: ["constructor"] }] }),
            {
                code: "config/value",
                path: "cells[0].jurisdictions[0]",
                value: "constructor",
            },
        ],
        [
            "when a region out of traffic is no region ref",
            config => ({ ...config, routing: { drain: ["local:eu-west", "eu-central"] } }),
            {
                code: "config/value",
                path: "routing.drain[1]",
                value: "eu-central",
            },
        ],
        [
            "when the auth of a cell names no issuer",
            config => ({ ...config, cells: [{ ...config.cells[0], auth: { jwt: { audience: "a" } } }] }),
            {
                code: "config/missing",
                path: "cells[0].auth.jwt.issuer",
            },
        ],
        [
            "when a claim is demanded with no value of it",
            config => ({ ...config, models: [{ ...config.models[0], requires: { claims: { role: [] } } }], ...asked }),
            {
                code: "config/value",
                path: "models[0].requires.claims.role",
                value: "a list",
            },
        ],
        [
            "when what is demanded is no name of a claim",
            config => ({
                ...config,
                models: [{ ...config.models[0], testers: { claims: { "a b": ["1"] } } }],
                ...asked,
            }),
            {
                code: "config/key",
                path: 'models[0].testers.claims["a b"]',
                value: "a b",
            },
        ],
        [
            "when a release's key is no semantic version",
            config => ({
                ...config,
                models: [{ ...config.models[0], releases: { ...config.models[0]!.releases, "01.0.0": {} } }],
            }),
            {
                code: "config/key",
                path: 'models[0].releases["01.0.0"]',
                value: "01.0.0",
            },
        ],
        [
            "when a wave's key is no region ref",
            config => ({ ...config, models: [{ ...config.models[0], regions: { "eu-west": {} } }] }),
            {
                code: "config/key",
                path: "models[0].regions.eu-west",
                value: "eu-west",
            },
        ],
    ];
    for (const [title, change, fault] of cases) {
        it(title, () => {
            assert.deepEqual(
                faultsOf(() => parseConfig(change(screening()))),
                [fault],
            );
        });
    }

    for (const [what, wrong] of Object.entries({
        service: ["", "Screening", "1st", "-a", "a-", "a.b", "x".repeat(33), "a\n"],
        domain: ["", "localhost", "Screening.example", "a..b", "a.b.", "a.1", "-a.b", `${"a.".repeat(90)}bb`, "a.b\n"],
    })) {
        it(`when ${what} makes no host name`, () => {
            for (const value of wrong) {
                const faults = faultsOf(() => parseConfig({ ...screening(), [what]: value }));
                assert.deepEqual(
                    [...new Set(faults.map(({ code, path }) => `${code} ${path}`))],
                    [`config/value ${what}`],
                );
            }
        });
    }

    for (const [limit, allowed, ...wrong] of [
        ["bodyKiB", "1 to 262144", 0, 262_145],
        ["headerKiB", "1 to 96", 0, 97],
        ["deadlineSeconds", "0.001 to 3600", 0, 3600.5],
        ["concurrency", "1 to 10000", 0, 10_001],
        ["queue", "0 to 100000", -1, 100_001],
        ["batchPercent", "1 to 100", 0, 101],
        ["memoryMiB", "128 to 65536", 127, 65_537],
        ["retries", "0 to 10000", -1, 10_001],
    ] as const) {
        it(`when ${limit} is not ${allowed}`, () => {
            for (const value of wrong) {
                assert.deepEqual(
                    faultsOf(() => parseConfig({ ...screening(), routing: { limits: { [limit]: value } } })),
                    [
                        {
                            code: "config/value",
                            path: `routing.limits.${limit}`,
                            value,
                        },
                    ],
                );
            }
        });
    }

    it("when a rate is none, or lets none come at once", () => {
        for (const whose of ["perCaller", "cell"]) {
            for (const [rate, key] of [
                [{ perSecond: 0 }, "perSecond"],
                [{ perSecond: 1, burst: 0 }, "burst"],
            ] as const) {
                assert.deepEqual(
                    faultsOf(() =>
                        parseConfig({
                            ...screening(),
                            routing: { ...asked.routing, limits: { rate: { [whose]: rate } } },
                        }),
                    ),
                    [
                        {
                            code: "config/value",
                            path: `routing.limits.rate.${whose}.${key}`,
                            value: 0,
                        },
                    ],
                );
            }
        }
    });

    it("when what keeps a subject on a release is no header, cookie or claim", () => {
        for (const [stickyBy, remedy] of [
            ["x-subject", "write header:x-subject instead"],
            ["header:X-Subject", "write header:x-subject instead"],
            ["header:", "correct the value"],
            ["session:a", "correct the value"],
            ["cookie:a b", "correct the value"],
            ["claim:a b", "correct the value"],
        ] as const) {
            const written = screening();
            assert.deepEqual(
                wholeFaultsOf(() => parseConfig({ ...written, models: [{ ...written.models[0]!, stickyBy }] })).map(
                    ({ code, path, remedy, value }) => [code, path, value, remedy],
                ),
                [["config/value", "models[0].stickyBy", stickyBy, remedy]],
            );
        }
    });

    it("when a version is none of Semantic Versioning", () => {
        for (const version of ["1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-a..b", "1.0.0/..", ""]) {
            const written = screening();
            written.models[0]!.traffic[0]!.version = version;
            assert.deepEqual(
                faultsOf(() => parseConfig(written)).map(({ path }) => path),
                ["models[0].traffic[0].version"],
                version,
            );
        }
    });

    it("when it is no object at all", () => {
        for (const nothing of [undefined, null, 5, "", []]) {
            assert.equal(faultsOf(() => parseConfig(nothing)).length, 1);
        }
    });

    it("with paths inside the whole where only a part is parsed", () => {
        assert.deepEqual(
            faultsOf(() => parse(configSchema.shape.routing, { edge: "near" }, "args.routing")).map(f => f.path),
            ["args.routing.edge"],
        );
    });
});
