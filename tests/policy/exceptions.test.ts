import assert from "node:assert/strict";

import type { PackConfig } from "../../policy/config";
import { configSchema } from "../../policy/config-schema";
import { judgeState } from "../../policy/state";
import { cells, key, stateOf, table } from "./stack";

const today = new Date("2026-11-27T12:00:00Z");
const unprotected = { deletionProtectionEnabled: false };
const rule = "durability/deletion-protection";
const excepted = {
    rule,
    resource: "urn:pulumi:prod::shop::aws:dynamodb/table:Table::scratch",
    reason: "it is emptied each night",
    owner: "platform",
    expires: "2026-12-31",
};

/** Only what the rule, and exceptions, say: a stack this small breaks others, too. */
function reported(exceptions: PackConfig["exceptions"], ...names: readonly string[]) {
    const state = stateOf(key, ...names.map(name => table(name, unprotected)));
    return judgeState(state, { cells, exceptions }, today)
        .violations.filter(one => one.rule === rule || one.rule.startsWith("exception/"))
        .map(({ exception, level, rule, urn = "" }) => [rule, level, urn.split("::").at(-1), exception?.owner]);
}

describe("exceptions of the policy pack", () => {
    it("accept what they name, and nothing else, and each use is reported with its owner", () => {
        assert.deepEqual(reported([excepted], "scratch", "patients"), [
            [rule, "mandatory", "patients", undefined],
            [rule, "advisory", "scratch", "platform"],
        ]);
    });

    it("name resources by patterns", () => {
        const all = { ...excepted, resource: "urn:pulumi:*::*::aws:dynamodb/table:Table::scratch*" };
        assert.deepEqual(reported([all], "scratch", "scratch-2", "my-scratch"), [
            [rule, "mandatory", "my-scratch", undefined],
            [rule, "advisory", "scratch", "platform"],
            [rule, "advisory", "scratch-2", "platform"],
        ]);
    });

    it("match whole URNs, in which only the star is a pattern", () => {
        for (const resource of [
            excepted.resource.slice(0, -1),
            excepted.resource.replace("scratch", "scr.tch"),
            "*scratch*h",
        ]) {
            const [[first]] = reported([{ ...excepted, resource }], "scratch") as [[string]];
            assert.equal(first, rule, resource);
        }
    });

    it("hold through their last day, and are a violation from the next on, beside what they excepted", () => {
        const until = (expires: string) => reported([{ ...excepted, expires }], "scratch");
        assert.deepEqual(until("2026-11-27"), [[rule, "advisory", "scratch", "platform"]]);
        assert.deepEqual(until("2026-11-26"), [
            [rule, "mandatory", "scratch", undefined],
            ["exception/expired", "mandatory", "", undefined],
        ]);
    });

    it("are a violation where they match nothing", () => {
        const other = { ...excepted, resource: excepted.resource.replace("scratch", "gone") };
        assert.deepEqual(reported([other], "scratch"), [
            [rule, "mandatory", "scratch", undefined],
            ["exception/unused", "mandatory", "", undefined],
        ]);
    });

    it("are not reported in a stack that they are not for: one file serves several", () => {
        const foreign = { ...excepted, resource: excepted.resource.replace("urn:pulumi:prod:", "urn:pulumi:dev:") };
        const anyStacks = { ...excepted, resource: excepted.resource.replace("urn:pulumi:prod:", "urn:pulumi:*:") };
        assert.deepEqual(reported([foreign], "scratch"), [[rule, "mandatory", "scratch", undefined]]);
        assert.deepEqual(
            reported([anyStacks], "scratch").map(([rule, level]) => [rule, level]),
            [[rule, "advisory"]],
        );
    });

    it("for a rule that is turned off are reported as such", () => {
        const config = { cells, exceptions: [excepted], levels: { [rule]: "disabled" as const } };
        const { violations } = judgeState(stateOf(key, table("scratch", unprotected)), config, today);
        const reported = violations.filter(each => each.rule !== "durability/distant-backup");
        assert.deepEqual(
            reported.map(({ rule }) => rule),
            ["exception/unused"],
        );
        assert.match(reported[0]!.message, /: the config turns off that rule; \w+ owns it/);
    });

    it("take no time that grows beyond the pattern's and the URN's length", () => {
        const many = { ...excepted, resource: `${"*a".repeat(500)}b` };
        const state = stateOf(key, table("a".repeat(5_000), unprotected));
        // Of a processor: how long one is waited for says nothing.
        const seconds = (exceptions: PackConfig["exceptions"]) => {
            const start = process.cpuUsage();
            judgeState(state, { cells, exceptions }, today);
            const { user, system } = process.cpuUsage(start);
            return (user + system) / 1e6;
        };
        const without = seconds([]);
        assert.ok(seconds([many]) < without + 1);
    });
});

describe("levels of the policy pack's rules", () => {
    const levelsOf = (levels: PackConfig["levels"]) =>
        judgeState(stateOf(key, table("patients", unprotected)), { cells, levels }, today)
            .violations.filter(one => one.rule === rule)
            .map(({ level }) => level);

    it("are what the pack's config says", () => {
        assert.deepEqual(levelsOf({}), ["mandatory"]);
        assert.deepEqual(levelsOf({ [rule]: "advisory" }), ["advisory"]);
        assert.deepEqual(levelsOf({ [rule]: "disabled" }), []);
    });
});

describe("the policy pack's config", () => {
    const refused = (config: object) => {
        try {
            judgeState(stateOf(), config, today);
        } catch (error) {
            return (error as Error).message;
        }
        return assert.fail("it was taken");
    };
    const secret = "hunter2";

    it("is refused with paths, with what is allowed, and without a value", () => {
        const wrong: readonly [object, RegExp][] = [
            [
                { exceptions: [{ ...excepted, expires: secret }] },
                /exceptions\.0\.expires: the last day on which it is valid, such as 2027-01-31/,
            ],
            [{ exceptions: [{ ...excepted, expires: "2026-02-30" }] }, /exceptions\.0\.expires/],
            [
                { exceptions: [{ ...excepted, rule: secret }] },
                /exceptions\.0\.rule: the id of a rule, such as residency\/key/,
            ],
            [{ exceptions: [{ ...excepted, reason: " " }] }, /exceptions\.0\.reason: the reason for accepting it/],
            [{ exceptions: [{ ...excepted, owner: undefined }] }, /exceptions\.0\.owner: the owner of the decision/],
            [{ exceptions: [{ ...excepted, until: secret }] }, /exceptions\.0\.until: no such key/],
            [{ exceptions: secret }, /exceptions: a list/],
            [{ levels: { [rule]: secret } }, /levels\.durability\/deletion-protection: mandatory, advisory, disabled/],
            [{ levels: { "durability/deletions": "advisory" } }, /levels\.durability\/deletions: the id of a rule/],
            [{ externals: { bucket: 1 } }, /externals\.bucket: a location, such as aws:eu-west-1/],
            [{ exeptions: [] }, /exeptions: no such key/],
            [{ cells: [{ name: secret }] }, /cells\.0\.jurisdictions/],
        ];
        for (const [config, message] of wrong) {
            const said = refused(config);
            assert.match(said, message);
            assert.ok(!said.includes(secret), said);
        }
    });

    it("has the keys that the engine knows, and no others", () => {
        const { exceptions } = configSchema.properties;
        const taken = { exceptions: [excepted], levels: {}, externals: {}, cells: [], places: {} };
        assert.deepEqual(Object.keys(configSchema.properties).sort(), Object.keys(taken).sort());
        assert.doesNotThrow(() => judgeState(stateOf(), taken, today));
        const missing = refused({ exceptions: [{}] }).matchAll(/exceptions\.0\.(\w+)/g);
        assert.deepEqual([...missing].map(([, key]) => key).sort(), [...exceptions.items.required].sort());
        assert.deepEqual(Object.keys(exceptions.items.properties).sort(), [...exceptions.items.required].sort());
    });
});
