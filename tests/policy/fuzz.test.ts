import assert from "node:assert/strict";

import fc from "fast-check";

import { findingsOf } from "../../policy/findings";
import { rows as aws } from "../../policy/facts/aws";
import { rows as kubernetes } from "../../policy/facts/kubernetes";
import { Properties } from "../../policy/properties";
import type { Resource } from "../../policy/resource";
import { settingOf } from "../../policy/setting";
import { pathsReadBy } from "./paths-read";

/** Versions of a kind have one row. */
const rows = Object.entries({ ...aws, ...kubernetes }).filter(
    ([, row], i, all) => all.findIndex(([, other]) => other === row) === i,
);

const setting = settingOf({
    cells: [
        { name: "eu", jurisdictions: ["EU"], dataClasses: ["health"], regions: ["aws:eu-west-1"] },
        { name: "us", jurisdictions: ["US"], dataClasses: ["internal"], regions: ["aws:us-east-1"] },
    ],
});

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Values that a rule could take for something. */
const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
        unknown,
        "*",
        "eu-west-1",
        "us-east-1",
        "a",
        "b",
        "arn:aws:s3:::a",
        "arn:aws:kms:us-east-1:1:key/a",
        "__proto__",
        "constructor",
        "Enabled",
        "{",
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"__proto__":1}}]}',
        '{"Statement":null}',
        "%",
        "a/%E0%A4%A",
    ),
);
const secret = fc.record(
    { [signature]: fc.constant(secretSignature), value: text, plaintext: text, ciphertext: text },
    { requiredKeys: [signature] },
);
const leaf: fc.Arbitrary<unknown> = fc.oneof(
    text,
    fc.boolean(),
    fc.double(),
    fc.constant(null),
    fc.constant(undefined),
    secret,
    fc.bigInt(),
);
const odd: fc.Arbitrary<unknown> = fc.oneof(
    leaf,
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
);

/** What a path leads to, in another form than it asks for as often as not. */
function bagOf(paths: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
    const first = new Map<string, string[]>();
    for (const path of paths) {
        const [step = "", ...rest] = path.replaceAll("?", "").split(".");
        const under = first.get(step) ?? [];
        first.set(step, under);
        if (rest.length > 0) under.push(rest.join("."));
    }
    const members = [...first].map(([step, under]): [string, fc.Arbitrary<unknown>] => {
        const value: fc.Arbitrary<unknown> = under.length === 0 ? leaf : bagOf(under);
        const isList = step.endsWith("[]");
        const formed = isList ? fc.array(value, { maxLength: 3 }) : value;
        return [step.replace(/\[\]$/, ""), fc.oneof({ weight: 4, arbitrary: formed }, { weight: 1, arbitrary: odd })];
    });
    return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

const urns = ["one", "other", "third"];

function resourceOf(type: string, raw: unknown, i: number): Resource {
    const comesFrom = { region: ["one"], source: [], policy: ["nobody"], rules: ["other"], origins: ["third"] };
    return { urn: urns[i] ?? String(i), type, name: `n${i}`, properties: new Properties(raw), comesFrom };
}

describe("the policy pack, whatever it is given", function () {
    this.timeout(120_000);

    it("evaluates any properties of every type that it knows", () => {
        for (const [type, row] of rows) {
            const bag = bagOf([...pathsReadBy(type, row), "id", "arn", "name", "region", "tags.meridian:cell"]);
            const judged = fc.property(fc.array(fc.oneof(bag, odd), { minLength: 1, maxLength: 3 }), raws => {
                findingsOf(
                    raws.map((raw, i) => resourceOf(type, raw, i)),
                    setting,
                );
            });
            // What went wrong, and with which seed, fast-check says; of which type, this.
            fc.assert(judged, {
                numRuns: 20,
                reporter: ({ errorInstance, failed }) => {
                    assert.ok(!failed, `${type}: ${String(errorInstance)}`);
                },
            });
        }
    });

    it("takes names from no prototype", () => {
        const polluted = JSON.parse(
            '{"__proto__":{"region":"us-east-1","publiclyAccessible":true},"constructor":{"name":"Secret"}}',
        ) as unknown;
        const found = findingsOf([resourceOf("aws:rds/instance:Instance", polluted, 0)], setting);
        assert.ok(!found.some(({ rule }) => rule === "exposure/public-database"));
        for (const type of ["__proto__:a:A", "constructor", "aws:__proto__", "toString"]) {
            assert.ok(Array.isArray(findingsOf([resourceOf(type, {}, 0)], setting)));
        }
    });

    const bucket = "aws:s3/bucket:Bucket";
    const copies = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";

    /** Buckets each of which is copied to the next, and the last to the first. */
    const ring = (count: number) =>
        Array.from({ length: count / 2 }).flatMap((_, i) => [
            resourceOf(bucket, { bucket: `b${i}`, region: i % 2 === 0 ? "eu-west-1" : "us-east-1" }, i),
            resourceOf(
                copies,
                {
                    bucket: `b${i}`,
                    region: "eu-west-1",
                    rules: [{ destination: { bucket: `arn:aws:s3:::b${(i + 1) % (count / 2)}` } }],
                },
                count + i,
            ),
        ]);

    /** Databases that are copies of the one before, all by one plan, and records of one name. */
    const chain = (count: number) => {
        const third = Math.floor(count / 3);
        return Array.from({ length: third }).flatMap((_, i) => [
            resourceOf(
                "aws:rds/instance:Instance",
                {
                    id: `d${i}`,
                    region: "eu-west-1",
                    storageEncrypted: true,
                    ...(i > 0 && { replicateSourceDb: `d${i - 1}` }),
                },
                i,
            ),
            resourceOf(
                "aws:backup/selection:Selection",
                { region: "eu-west-1", planId: "plan", resources: [`d${i}`] },
                count + i,
            ),
            resourceOf(
                "aws:route53/record:Record",
                { name: "one", aliases: [{ name: `h${i}.eu-west-1.elb.amazonaws.com` }] },
                2 * count + i,
            ),
        ]);
    };

    const list = (count: number) => [
        resourceOf(
            copies,
            { bucket: "b", rules: Array.from({ length: count }, (_, i) => ({ destination: { bucket: `b${i}` } })) },
            0,
        ),
        resourceOf(
            "aws:iam/rolePolicy:RolePolicy",
            {
                policy: {
                    Statement: Array.from({ length: count }, () => ({
                        Effect: "Allow",
                        Action: ["s3:GetObject"],
                        Resource: "a".repeat(50),
                    })),
                },
            },
            1,
        ),
    ];

    for (const [what, made] of Object.entries({
        "a ring of copies": ring,
        "a chain of replicas": chain,
        "a list": list,
    })) {
        it(`takes time by size for ${what} of 10,000`, () => {
            const few = secondsFor(() => findingsOf(made(2_000), setting));
            const many = secondsFor(() => findingsOf(made(10_000), setting));
            // Five times as many take twenty-five times as long where it is by the square. The least that is measured is small.
            assert.ok(many < 12 * Math.max(few, 0.05), `${few} s, then ${many} s`);
        });
    }
});

function secondsFor(run: () => unknown): number {
    const times = [1, 2].map(() => {
        const { user } = process.cpuUsage();
        run();
        return (process.cpuUsage().user - user) / 1e6;
    });
    return Math.min(...times);
}
