import assert from "node:assert/strict";

import { parseConfig } from "../../../../components/plan/plan";
import { faultsOf, wholeFaultsOf } from "../faults-of";
import { screening } from "../screening";

/** The config with a value of its own at a path. */
function withValue(path: readonly (string | number)[], value: unknown): unknown {
    const whole: unknown = structuredClone(screening());
    const last = path.at(-1)!;
    const container = path.slice(0, -1).reduce(
        (outer, key) => {
            outer[key] ??= {};
            return outer[key] as Record<string | number, unknown>;
        },
        whole as Record<string | number, unknown>,
    );
    container[last] = value;
    return whole;
}

describe("common mistakes get a remedy", () => {
    const cell = ["cells", 0];
    const model = ["models", 0];
    const release = [...model, "releases", "1.0.0"];
    const cases: [path: (string | number)[], written: unknown, remedy: string][] = [
        [[...cell, "regions"], "local:eu-west", "make it a list: each item on a line of its own, after a hyphen"],
        [["cells"], { eu: {} }, "make it a list: each item on a line of its own, after a hyphen"],
        [["models"], null, "write a value there, or take it out"],
        [["serving"], [{ hosting: "container" }], "write its keys without hyphens before them"],
        [["serving"], "container", "write its keys on lines of their own below it"],
        [[...model, "releases"], ["1.0.0"], "write its keys without hyphens before them"],
        [[...model, "releases"], "1.0.0", "write its keys on lines of their own below it"],
        [["store", "shards"], "64", "write 64, without quotes"],
        [["budget", "monthly"], "12,000", "write 12000, without quotes"],
        [["budget", "monthly"], "much", "change its type"],
        [["budget", "monthly"], "0", "change its type"],
        [[...model, "traffic", 0, "percent"], "90%", "write 90, without %"],
        [["demand", "places"], [{ city: "Lisbon", share: "90 %" }], "write 0.9, without %"],
        [["store", "shards"], "12.5%", "change its type"],
        [["routing", "failover", "everySeconds"], "10s", "write the number alone, in the unit that the key says"],
        [["serving", "memoryGiB"], "4Gi", "write the number alone, in the unit that the key says"],
        [["routing", "sharedName"], "no", "write false, without quotes"],
        [["routing", "sharedName"], " True", "write true, without quotes"],
        [["routing", "sharedName"], "perhaps", "change its type"],
        [["routing", "sharedName"], 1, "change its type"],
        [["routing", "sharedName"], "5s", "change its type"],
        [["routing", "zone"], 5, "put it in quotes"],
        [["routing", "zone"], true, "put it in quotes"],
        [["routing", "auth"], { jwt: { issuer: "i", audience: 5, jwksUri: "https://a/b" } }, "put it in quotes"],
        [["routing", "auth"], { jwt: { issuer: "i", audience: "", jwksUri: "https://a/b" } }, "correct the value"],
        [[...cell, "primary"], ["local:eu-west"], "write the one value, without a list around it"],
        [[...cell, "primary"], ["local:eu-west", "local:eu-central"], "change its type"],
        [[...cell, "regions", 0], { aws: "eu-west-1" }, "write aws:eu-west-1, without a space after the colon"],
        [[...cell, "regions", 0], { aws: "eu-west-1", gcp: "europe-west1" }, "change its type"],
        [[...cell, "regions", 0], { aws: "" }, "change its type"],
        [[...cell, "regions", 0], {}, "change its type"],
        [[...cell, "regions", 0], "eu-west-1", "write aws:eu-west-1 instead"],
        [[...cell, "regions", 0], "europe-west1", "write gcp:europe-west1 instead"],
        [[...cell, "regions", 0], "AWS:EU-West-1", "write aws:eu-west-1 instead"],
        [[...cell, "regions", 0], "somewhere else", "correct the value"],
        [["service"], "Screening Service", "write screening-service instead"],
        [["service"], "2nd Prüfung!", "write nd-prufung instead"],
        [["service"], " screening", "write screening instead"],
        [["service"], "", "correct the value"],
        [["domain"], "https://Screening.example.com/", "write screening.example.com instead"],
        [["domain"], "screening.example.com.", "write screening.example.com instead"],
        [["domain"], "localhost", "correct the value"],
        [[...model, "traffic", 0, "version"], "v1.0.0", "write 1.0.0 instead"],
        [[...model, "traffic", 0, "version"], "1.0", "write 1.0.0 instead"],
        [[...model, "traffic", 0, "version"], 1, "write 1.0.0 instead"],
        [[...model, "releases"], { "v1.0.0": screening().models[0]!.releases["1.0.0"] }, "write 1.0.0 instead"],
        [[...release, "artifact"], "models/1.onnx", "write file:models/1.onnx instead"],
        [[...release, "artifact"], "http://models.example/1.onnx", "write https://models.example/1.onnx instead"],
        [[...release, "artifact"], "ftp://models.example/1.onnx", "correct the value"],
        [[...release, "digest"], "A".repeat(64), `write sha256:${"a".repeat(64)} instead`],
        [[...release, "digest"], "sha256:abc", "correct the value"],
        [[...cell, "jurisdictions", 0], "Germany", "write DE instead"],
        [[...cell, "jurisdictions", 0], "europe", "write EU instead"],
        [["demand"], { places: [{ country: "UK" }] }, "write GB instead"],
        [
            ["places"],
            { "kubernetes:fra": { city: "Frankfurt", country: "Deutschland", latitude: 50, longitude: 9 } },
            "correct the value",
        ],
        [[...cell, "standards"], ["GDPR"], "write gdpr instead"],
        [[...cell, "standards"], ["iso"], "use one of the allowed values"],
        [[...cell, "standards"], [5], "use one of the allowed values"],
        [["budget"], { monthly: 5, currency: "eur" }, "write EUR instead"],
        [["serving", "scaling", "targetUtilization"], 60, "write 0.6, if 60 % is meant"],
        [["observability", "slo", "availability"], 99.9, "write 0.999, if 99.9 % is meant"],
        [["serving", "scaling", "min"], 1.5, "correct the value"],
        [["serving", "scaling", "max"], 1e300, "correct the value"],
    ];
    for (const [path, written, remedy] of cases) {
        it(`${path.join(".")}: ${JSON.stringify(written)}: ${remedy}`, () => {
            const [fault, ...others] = wholeFaultsOf(() => parseConfig(withValue(path, written))).filter(({ code }) =>
                /^config\/(type|value|key)$/.test(code),
            );
            assert.equal(fault!.remedy, remedy);
            assert.deepEqual(others, []);
        });
    }
});

describe("a value that no config can say, as a program may", () => {
    for (const [value, shown] of [
        [Number.NaN, "NaN"],
        [Number.POSITIVE_INFINITY, "Infinity"],
        [10n, "a bigint"],
        [() => 5, "a function"],
        [Symbol("five"), "a symbol"],
    ] as const) {
        it(`is described as ${shown}`, () => {
            const whole = { ...screening(), store: { tables: [{ name: "a", partitionKey: "a" }], shards: value } };
            assert.deepEqual(
                faultsOf(() => parseConfig(whole)).find(({ path }) => path === "store.shards")?.value,
                shown,
            );
        });
    }

    it("is described as an object if it is one, and found without being copied", () => {
        const output = { apply: () => 5, self: {} };
        output.self = output;
        for (const value of [output, new Map(), new Date(0)]) {
            assert.deepEqual(
                faultsOf(() => parseConfig({ ...screening(), domain: value })).map(({ code, path, value }) => [
                    code,
                    path,
                    value,
                ]),
                [["config/type", "domain", "an object"]],
            );
        }
    });
});

describe("a value that breaks several conditions", () => {
    it("is one fault, with all that it breaks", () => {
        assert.deepEqual(
            faultsOf(() => parseConfig(withValue(["domain"], "x".repeat(181)))),
            [
                {
                    code: "config/value",
                    path: "domain",
                    value: "x".repeat(181),
                },
            ],
        );
        const [whole] = wholeFaultsOf(() => parseConfig(withValue(["serving", "scaling", "max"], -1e300)));
        assert.equal(whole!.problem, "invalid value -1e+300 for max, expected a whole number, 1 to 10000");
    });
});
