import assert from "node:assert/strict";

import { Secret } from "@pulumi/policy";

import { readConfig } from "../../../policy/config";
import type { Exception } from "../../../policy/exceptions";
import { findingsOf } from "../../../policy/findings";
import { type Judgement, judgeStack } from "../../../policy/judge";
import { Properties } from "../../../policy/properties";
import type { Resource } from "../../../policy/resource";
import { rules } from "../../../policy/rules";
import { settingOf } from "../../../policy/setting";
import { textsIn } from "../../rehearsal/stand-in/values";
import { matrix } from "./matrix";
import type { Entry, Field, Thing } from "./matrix/entry";

const cells = [
    {
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: ["aws:eu-west-1", "aws:eu-central-1"],
        primary: "aws:eu-west-1",
        backup: "aws:eu-north-1",
    },
    {
        name: "us",
        jurisdictions: ["US"],
        dataClasses: ["health"],
        regions: ["aws:us-east-1", "aws:us-west-2"],
        primary: "aws:us-east-1",
        backup: "aws:us-east-2",
    },
];

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** How a secret is written: by an engine, by an export that opens it, and by the SDK of policies. */
const open: Readonly<Record<string, (value: unknown) => unknown>> = {
    "an engine": value => ({ ...mark, value }),
    "an export": value => ({ ...mark, plaintext: JSON.stringify(value) }),
    "the SDK of policies": value => new Secret(value),
};
const closed = { ...mark, ciphertext: "v1:canary" };

const urnOf = (name: string) => `urn:pulumi:matrix::matrix::any::${name}`;

function resourceOf({ comesFrom, inputs, name, type }: Thing, whose: "own" | "provider"): Resource {
    const { region, ...rest } = inputs;
    const isMoved = whose === "provider" && region !== undefined;
    return {
        urn: urnOf(name),
        type,
        name,
        properties: new Properties(isMoved ? rest : inputs),
        ...(isMoved && { provider: new Properties({ region }) }),
        // As an SDK tells: of each property that the program says.
        comesFrom: comesFrom ?? Object.fromEntries(Object.keys(inputs).map(property => [property, []])),
    };
}

function messagesOf(things: readonly Thing[], entry: Entry): string[] {
    const setting = settingOf({ cells: [...cells, ...(entry.cells ?? [])] });
    return findingsOf(
        things.map(each => resourceOf(each, "own")),
        setting,
    ).map(({ message }) => message);
}

/** Verdicts of a rule on resources. */
function verdicts(rule: string, things: readonly Thing[], entry: Entry, whose: "own" | "provider" = "own"): string[] {
    const setting = settingOf({ cells: [...cells, ...(entry.cells ?? [])] });
    const found = findingsOf(
        things.map(each => resourceOf(each, whose)),
        setting,
    );
    return [...new Set(found.filter(each => each.rule === rule).map(({ verdict }) => verdict))];
}

/** What the pack makes of it, as an engine tells it. */
function judged(things: readonly Thing[], entry: Entry, exceptions: readonly Exception[] = []): Judgement {
    return judgeStack(
        things.map(each => resourceOf(each, "own")),
        readConfig({ cells: [...cells, ...(entry.cells ?? [])], exceptions }),
        new Date("2026-11-27"),
    );
}

/** The same resources, of which one field is another. */
function withField(things: readonly Thing[], { of, path }: Field, to: (value: unknown) => unknown): Thing[] {
    assert.ok(
        things.some(({ name }) => name === of),
        of,
    );
    return things.map(each => {
        if (each.name !== of) return each;
        if (path === "type") return { ...each, type: String(to(each.type)) };
        return { ...each, inputs: replaced(each.inputs, path.split("."), to) as Thing["inputs"] };
    });
}

function replaced(value: unknown, [key, ...rest]: readonly string[], to: (value: unknown) => unknown): unknown {
    if (key === undefined) return to(value);
    if (Array.isArray(value))
        return value.map((each, i) => (String(i) === key ? replaced(each, rest, to) : (each as unknown)));
    const inner = (value ?? {}) as Record<string, unknown>;
    const { [key]: before, ...others } = inner;
    const after = replaced(before, rest, to);
    return after === undefined ? others : { ...others, [key]: after };
}

/** What a field can say in another way, and mean the same. */
const fieldOf = ({ change, unknown: field }: Entry): Field | undefined =>
    field === undefined ? change : "why" in field ? undefined : field;

const violating = ({ change, complies }: Entry) => withField(complies, change, () => change.to);

describe("every rule of the policy pack", () => {
    it("is in the matrix, and nothing else is", () => {
        assert.deepEqual(Object.keys(matrix).sort(), rules.map(({ id }) => id).sort());
    });

    it("says why, where it can't be asked of something that isn't known", () => {
        for (const [rule, { secret, unknown: field }] of Object.entries(matrix)) {
            for (const each of [field, secret]) {
                if (each !== undefined && "why" in each) assert.ok(each.why.length > 20, rule);
            }
        }
    });

    for (const [rule, entry] of Object.entries(matrix)) {
        describe(rule, () => {
            const wanted = rule === "coverage/unmapped" ? "undetermined" : "violated";

            it("finds nothing in what complies, nor in what it doesn't apply to", () => {
                assert.deepEqual(verdicts(rule, entry.complies, entry), []);
                assert.deepEqual(verdicts(rule, entry.apart, entry), []);
            });

            it(`finds the change of ${entry.change.path}`, () => {
                assert.deepEqual(verdicts(rule, violating(entry), entry), [wanted]);
            });

            it("finds the same where the provider says the region", () => {
                assert.deepEqual(verdicts(rule, entry.complies, entry, "provider"), []);
                assert.deepEqual(verdicts(rule, violating(entry), entry, "provider"), [wanted]);
            });

            const field = fieldOf(entry);
            if (field !== undefined) {
                for (const [what, value] of [
                    ["isn't known", unknown],
                    ["is a closed secret", closed],
                ] as const) {
                    it(`is undetermined where ${field.path} ${what}`, () => {
                        const things = withField(entry.complies, field, () => value);
                        assert.deepEqual(verdicts(rule, things, entry), ["undetermined"]);
                    });
                }
            }

            if (entry.secret === undefined) {
                for (const [whose, asSecret] of Object.entries(open)) {
                    it(`evaluates a secret as it is, written by ${whose}`, () => {
                        const { change, complies } = entry;
                        assert.deepEqual(verdicts(rule, withField(complies, change, asSecret), entry), []);
                        const things = withField(complies, change, () => asSecret(change.to));
                        assert.deepEqual(verdicts(rule, things, entry), [wanted]);
                    });
                }
            }

            it("accepts excepted findings, and reports an exception once nothing is left of its finding", () => {
                const [first] = judged(violating(entry), entry).violations.filter(each => each.rule === rule);
                const exception = {
                    ...{ rule, resource: first!.urn!, reason: "a test", owner: "platform", expires: "2026-11-27" },
                };
                const reported = judged(violating(entry), entry, [exception]).violations.filter(
                    each => each.rule === rule,
                );
                assert.deepEqual(
                    reported.filter(each => each.urn === first!.urn).map(each => [each.level, each.exception]),
                    reported.filter(each => each.urn === first!.urn).map(() => ["advisory", exception]),
                );
                const stale = judged(entry.complies, entry, [exception]).violations.map(each => each.rule);
                assert.ok(stale.includes("exception/unused"), stale.join());
            });

            it("tells no value of a property, whichever it is", () => {
                const things = violating(entry);
                for (const { inputs, name } of things) {
                    for (const { path, text } of textsIn(inputs)) {
                        // Regions are known; and the name of another resource decides where it leads.
                        if (path.toLowerCase().endsWith("region")) continue;
                        const canary = "canary-4b1d";
                        for (const secret of [canary, `${canary} ${text}`, `${text}/${canary}`]) {
                            const messages = messagesOf(
                                withField(things, { of: name, path }, () => secret),
                                entry,
                            );
                            assert.deepEqual(
                                messages.filter(message => message.includes(canary)),
                                [],
                                path,
                            );
                        }
                    }
                }
            });
        });
    }
});
