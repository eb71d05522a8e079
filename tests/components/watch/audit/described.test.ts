import assert from "node:assert/strict";

import { planConfig } from "../../../../components/plan/plan";
import type { TablePlan } from "../../../../components/plan/store/store-plan";
import { planWatch } from "../../../../components/plan/watch/watch-plan";
import { changed, type Description } from "../../../../components/watch/audit/change";
import { describedConfig, describedModel, describedRules } from "../../../../components/watch/audit/described";
import { digest } from "../../plan/screening";
import { type Changes, onAws } from "../../plan/sketches";

const jwt = { issuer: "https://issuer.example/", audience: "screening", jwksUri: "https://issuer.example/keys" };

/** What a trail says of the first region of a stack, and of its cell. */
function described(changes: Changes = {}): Readonly<Record<"model" | "rules" | "config", Description>> {
    const { config, plan } = planConfig(onAws({ "routing.auth": { jwt }, ...changes }));
    const { cell, servings, store } = plan.cells[0]!;
    const cells = plan.cells.map(({ cell }) => cell);
    const { observability } = config;
    return {
        model: describedModel(servings[0]!.models[0]!),
        rules: describedRules(cell, store),
        config: describedConfig(servings[0]!, planWatch({ cells, ...(observability && { observability }) })),
    };
}

const before = described();
/** The changes that are reported of each. */
function reported(changes: Changes): Record<string, string> {
    const after = described(changes);
    const said = (["model", "rules", "config"] as const).map(
        what => [what, changed("it", before[what], after[what])?.what.replace("it changed: ", "")] as const,
    );
    return Object.fromEntries(said.filter(([, text]) => text !== undefined)) as Record<string, string>;
}

describe("what an audit trail says", () => {
    const cases: readonly [title: string, changes: Changes, reported: Record<string, string>][] = [
        ["is the same for the same", {}, {}],
        [
            "of a model's traffic is the shares of its releases",
            {
                "models[0].traffic": [
                    { version: "1.0.0", percent: 25 },
                    { version: "2.0.0", percent: 75 },
                ],
            },
            { model: "release 1.0.0 percent from 90 to 25, release 2.0.0 percent from 10 to 75" },
        ],
        [
            "of another file under the same version is that it is another",
            { 'models[0].releases["1.0.0"].digest': digest("e") },
            { model: "release 1.0.0 digest" },
        ],
        [
            "of who may ask is that it changed, and nothing of who",
            { "models[0].requires": { claims: { group: ["oncology"] } } },
            { model: "requires added" },
        ],
        [
            "of the rules for data is what they are",
            {
                "store.tables[0].ttl": undefined,
                "store.tables[0].dataClass": "personal",
                "cells[0].dataClasses": ["health", "personal"],
                "cells[1].dataClasses": ["health", "personal"],
            },
            {
                rules: "data classes from health to health and personal, table features data class from health to personal, table features ttl removed",
            },
        ],
        [
            "of the rest is which parts changed",
            { "routing.limits": { bodyKiB: 64 }, "observability.slo.p99Ms": 300, "routing.auth.jwt.audience": "other" },
            { config: "auth, limits, slo" },
        ],
    ];
    for (const [title, changes, expected] of cases) {
        it(title, () => {
            assert.deepEqual(reported(changes), expected);
        });
    }

    const claims = { claims: { group: ["oncology"] } };
    const settings: readonly [path: string, to: unknown, reported: Record<string, string>][] = [
        ["store.tables[0].name", "labels", { rules: "table features removed, table labels added" }],
        ["store.backup.retainDays", 70, { rules: "backups retainDays from 35 to 70" }],
        ["models[0].testers", claims, { model: "testers added" }],
        ["models[0].stickyBy", "cookie:user", { model: "sticky by from header:x-subject to cookie:user" }],
        ['models[0].releases["1.0.0"].baseline.digest', digest("e"), { model: "release 1.0.0 baseline" }],
        ["cells[0].failover", ["aws:eu-central-1", "aws:eu-west-1"], { rules: "failover added" }],
    ];
    for (const [path, to, expected] of settings) {
        it(`records a change of ${path}`, () => {
            assert.deepEqual(reported({ [path]: to }), expected);
        });
    }

    it("records a change of every setting of a table", () => {
        const { cell, store } = planConfig(onAws()).plan.cells[0]!;
        const [table] = store!.tables;
        const others: Readonly<Required<Omit<TablePlan, "name" | "existing">>> = {
            partitionKey: "patient",
            sortKey: "at",
            ttl: "until",
            changes: { retainHours: 48 },
            requires: claims,
            writers: claims,
            onChange: "invalidate-predictions",
            dataClass: "personal",
        };
        for (const [name, value] of Object.entries(others)) {
            const changedTable = { ...table!, [name]: value };
            const found = changed(
                "it",
                describedRules(cell, store),
                describedRules(cell, { ...store!, tables: [changedTable] }),
            );
            assert.equal((found?.detail?.changes as object[] | undefined)?.length, 1, name);
        }
    });

    it("has nothing of who calls, nor of where files and keys are", () => {
        const claims = { claims: { "member-of": ["oncology"] } };
        const after = described({ "models[0].requires": claims, "models[0].testers": claims });
        const { cell, store } = planConfig(onAws()).plan.cells[0]!;
        const [table] = store!.tables;
        const rules = describedRules(cell, {
            ...store!,
            tables: [{ ...table!, requires: claims, writers: claims }],
        });
        // That there are such settings shows.
        for (const setting of ["requires", "testers"]) assert.ok(setting in after.model, setting);
        for (const setting of ["requires", "writers"]) assert.ok(JSON.stringify(rules).includes(setting), setting);
        const text = JSON.stringify([before, after, rules]);
        for (const value of ["issuer.example", "oncology", "member-of", "s3://"])
            assert.ok(!text.includes(value), value);
    });
});
