import assert from "node:assert/strict";

import fc from "fast-check";

import { type Cloud, clouds } from "../../../../components/plan/places/catalogue";
import {
    type Feature,
    type Hosting,
    hostings,
    type NamePart,
    type NameRule,
} from "../../../../components/plan/clouds/cloud";
import { cloudTable } from "../../../../components/plan/clouds/table";
import {
    brokenNames,
    isOfModel,
    nameRules,
    type NameParts,
    physicalName,
    predictorName,
    releaseKey,
    releaseLabel,
} from "../../../../components/plan/clouds/physical-names";
import { fixedSeed } from "../../../support/arbitraries";

const usual = {
    service: "screening",
    cell: "eu",
    region: "euw1",
    cellHost: "eu.screening.example.com",
    regionHost: "eu-west-1.eu.screening.example.com",
    model: "screening",
    release: "1-0-0",
} as const satisfies Record<NamePart, string>;

/** All that needs names of its own, and nothing brought along. */
const everything: (Hosting | Feature)[] = [
    ...(Object.keys(hostings) as Hosting[]),
    "store/tables",
    "store/backup",
    "cache/predictions",
];

const rules: { cloud: Cloud; rule: NameRule }[] = clouds.flatMap(cloud =>
    nameRules(cloud).map(rule => ({ cloud, rule })),
);

function named(cloud: Cloud, kind: string): NameRule {
    const rule = cloudTable[cloud].names.find(rule => rule.kind === kind);
    assert.ok(rule, `a rule for ${kind} on ${cloud}`);
    return rule;
}

/** Letters, with a dot in every 60 where it is a host: no label is too long, and none is empty. */
function filled(part: NamePart, length: number): string {
    const dots = part === "cellHost" || part === "regionHost";
    return Array.from({ length }, (_, i) => (dots && i % 60 === 59 && i < length - 1 ? "." : "a")).join("");
}

/** Parts of which a rule's name, with its suffix, has exactly so many characters. */
function partsFor(rule: NameRule, length: number): NameParts {
    const [first] = /(?<=\{)\w+/.exec(rule.form) as unknown as [NamePart];
    const short: NameParts = { ...usual, service: "a", cell: "a", region: "a", model: "a", release: "a", [first]: "" };
    const rest = physicalName(rule, short)!.length + (rule.reserve ?? 0);
    return { ...short, [first]: filled(first, length - rest) };
}

const kindsOf = (cloud: Cloud, parts: NameParts, uses = everything) =>
    brokenNames(cloud, parts, uses).map(({ kind }) => kind);

describe("names of resources", () => {
    for (const cloud of clouds) {
        it(`those of an ordinary service are taken by ${cloud}`, () => {
            assert.deepEqual(brokenNames(cloud, usual, everything), []);
        });
    }

    for (const { cloud, rule } of rules) {
        const { kind, form, max, min } = rule;

        it(`${cloud}: a ${kind} (${form}) of ${max} characters is taken, and one of ${max + 1} is not`, () => {
            assert.ok(!kindsOf(cloud, partsFor(rule, max)).includes(kind));
            const broken = brokenNames(cloud, partsFor(rule, max + 1), everything).find(
                found => found.kind === kind && found.length === max + 1,
            );
            assert.equal(broken?.max, max);
            assert.equal(broken.name, physicalName(rule, partsFor(rule, max + 1)));
        });

        if (min !== undefined && min > (rule.reserve ?? 0) + 5) {
            it(`${cloud}: a ${kind} of ${min} characters is taken, and one of ${min - 1} is not`, () => {
                assert.ok(!kindsOf(cloud, partsFor(rule, min)).includes(kind));
                assert.ok(kindsOf(cloud, partsFor(rule, min - 1)).includes(kind));
            });
        }
    }

    it("are made in the order that the rule says", () => {
        assert.equal(physicalName(named("gcp", "service account"), usual), "screening-eu-euw1");
        assert.equal(physicalName(named("aws", "IAM role"), usual), "screening-eu-euw1-execution");
    });

    it("say a release by its version as a label", () => {
        assert.equal(releaseLabel("1.0.0"), "1-0-0");
        assert.equal(releaseLabel("1.0.0-RC.1"), "1-0-0-rc-1");
        assert.equal(releaseKey("screening", "1.0.0-RC.1"), "screening-1-0-0-rc-1");
        assert.ok(isOfModel(named("azure", "container app")));
        assert.ok(!isOfModel(named("azure", "key vault")));
    });

    it("leave out hyphens where none are taken", () => {
        const parts = { ...usual, cell: "eu-health" };
        assert.equal(physicalName(named("azure", "storage account"), parts), "euhealtheuw1");
        assert.ok(!kindsOf("azure", parts).includes("storage account"));
    });

    it("are none where a part isn't given", () => {
        const { service, cell, region } = usual;
        assert.equal(physicalName(named("azure", "container app"), { service, cell, region }), undefined);
        assert.ok(!kindsOf("azure", { service, cell, region, model: "m".repeat(33) }).includes("container app"));
    });

    it("are none where nothing that is used needs them", () => {
        const parts = { ...usual, service: "screening-of-x-rays", model: "m".repeat(26) };
        assert.deepEqual(kindsOf("kubernetes", parts, ["managed"]), ["KServe host"]);
        assert.deepEqual(kindsOf("kubernetes", parts, ["container"]), []);
        assert.deepEqual(kindsOf("azure", parts, ["managed"]), ["online endpoint"]);
        assert.deepEqual(kindsOf("azure", parts, ["container"]), []);
    });

    it("of KServe are one host and one label of each release, of which the shorter may be the host", () => {
        const parts = { ...usual, service: "s", cell: "c", model: "m".repeat(43) };
        assert.deepEqual(kindsOf("kubernetes", parts, ["managed"]), ["KServe label"]);
        assert.deepEqual(kindsOf("kubernetes", { ...parts, model: "m".repeat(42) }, ["managed"]), []);
        assert.equal(predictorName(releaseKey("m", "1.0.0")), "m-1-0-0-predictor");
    });

    it("of certificates are none where a certificate is brought along", () => {
        const parts = { ...usual, cellHost: `eu.${"d".repeat(60)}.example.com` };
        assert.deepEqual(kindsOf("aws", parts, ["container"]), ["ACM certificate's first name"]);
        assert.deepEqual(kindsOf("aws", parts, ["container", "existing/certificate"]), []);
    });

    it("count the suffix that makes them unique", () => {
        const parts = { ...usual, service: "s".repeat(22) };
        const [found] = brokenNames("aws", parts, everything).filter(({ kind }) => kind === "load balancer");
        assert.equal(found?.name.length, 25);
        assert.equal(found.length, 33);
    });

    const malformed: [Cloud, string, Partial<Record<NamePart, string>>][] = [
        ["aws", "load balancer", { service: "internal-scoring" }],
        ["aws", "S3 bucket", { service: "xn--scoring" }],
        ["gcp", "Cloud Storage bucket", { service: "google-scoring" }],
        ["azure", "container app", { model: "double--hyphen" }],
        ["azure", "key vault", { cell: "eu--a" }],
        ["kubernetes", "host name", { cellHost: `${"a".repeat(64)}.example.com` }],
    ];
    for (const [cloud, kind, parts] of malformed) {
        it(`${cloud}: a ${kind} of ${JSON.stringify(parts)} is refused for its form, not its length`, () => {
            const found = brokenNames(cloud, { ...usual, ...parts }, everything).find(broken => broken.kind === kind);
            assert.ok(found && found.length <= found.max);
            assert.ok(!found.pattern.test(found.name));
        });
    }

    it("without a suffix differ for every cell and region of a service", () => {
        const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/);
        const code = fc.stringMatching(/^[a-z0-9]{2,8}$/);
        const made = clouds
            .flatMap(cloud => cloudTable[cloud].names)
            .filter(({ form, reserve }) => reserve === undefined && form.includes("{region}"));
        assert.ok(made.length > 0);
        fc.assert(
            fc.property(label, label, label, code, code, (service, cell, otherCell, region, otherRegion) => {
                fc.pre(cell !== otherCell || region !== otherRegion);
                for (const rule of made) {
                    assert.notEqual(
                        physicalName(rule, { service, cell, region }),
                        physicalName(rule, { service, cell: otherCell, region: otherRegion }),
                    );
                }
            }),
            fixedSeed,
        );
    });

    it("that must be unique beyond the account keep room for what makes them so", () => {
        const unique = rules.filter(({ rule }) => rule.unique !== undefined);
        assert.ok(unique.length > 0);
        for (const { rule } of unique) {
            assert.ok((rule.reserve ?? 0) >= 8, rule.kind);
        }
    });
});
