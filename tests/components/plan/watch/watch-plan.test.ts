import assert from "node:assert/strict";

import { type Cell, cell } from "../../../../components/plan/cells/cell";
import { type ObservabilityInput, observabilitySchema } from "../../../../components/plan/config/observability";
import { parse } from "../../../../components/plan/config/parse";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { homeOfCell, limitsOf, planWatch } from "../../../../components/plan/watch/watch-plan";

const args = { domain: "screening.example", dataClasses: ["health" as const] };
const eu = cell("eu", { ...args, jurisdictions: ["EU"], regions: ["aws:eu-west-1"], standards: ["gdpr"] });
const us = cell("us", { ...args, jurisdictions: ["US"], regions: ["aws:us-east-1"], standards: ["hipaa"] });
const plain: Cell = { ...us, name: "plain", standards: [] };

const settings = (written: ObservabilityInput) => parse(observabilitySchema, written);
const splunk = { name: "siem", to: "splunk", endpoint: "https://siem.example/", place: "aws:eu-west-1" } as const;

describe("what is watched", () => {
    it("is little where nothing is said: logs for 90 days, and figures at the only cell's primary", () => {
        assert.deepEqual(planWatch({ cells: [plain] }), {
            slo: {},
            logs: { retainDays: { plain: 90 } },
            anomalies: false,
            audit: false,
            exports: [],
            home: "aws:us-east-1",
            views: { aws: "aws:us-east-1" },
            recovery: {},
        });
    });

    it("is as the config says", () => {
        const observability = settings({
            slo: { availability: 0.999, p99Ms: 250 },
            logs: { retainDays: 400 },
            drift: { psi: 0.1 },
            anomalies: true,
            audit: true,
            home: "aws:us-east-1",
        });
        const recovery = { rtoSeconds: 60, rpoSeconds: 5, drills: "monthly" as const };
        const budget = { monthly: 12_000, currency: "USD", anomalies: true };
        assert.deepEqual(planWatch({ cells: [eu, plain], observability, recovery, budget }), {
            slo: { availability: 0.999, p99Ms: 250 },
            logs: { retainDays: { eu: 400, plain: 400 } },
            drift: { psi: 0.1 },
            anomalies: true,
            audit: true,
            exports: [],
            home: "aws:us-east-1",
            views: { aws: "aws:us-east-1" },
            recovery,
            budget,
        });
    });

    it("has the hub of a cell at home where that is in the cell, else in its primary region", () => {
        const cell = { primary: "kubernetes:fra", regions: ["kubernetes:fra", "kubernetes:lis"] } as const;
        assert.equal(homeOfCell({ home: "kubernetes:lis" }, cell), "kubernetes:lis");
        assert.equal(homeOfCell({ home: "kubernetes:nyc" }, cell), "kubernetes:fra");
    });

    it("takes regions out of traffic where that is said, and back after five minutes or as long as is said", () => {
        const observability = settings({ drift: {}, withdraw: { lagSeconds: 30, psi: 0.5 } });
        const limits = { digest: true, lagSeconds: 30, psi: 0.5 };
        const cells = [eu];
        assert.deepEqual(planWatch({ cells, observability }).withdraw, { ...limits, failbackAfterSeconds: 300 });
        assert.deepEqual(planWatch({ cells, observability, failbackAfterSeconds: 0 }).withdraw, {
            ...limits,
            failbackAfterSeconds: 0,
        });
        const least = settings({ withdraw: { digest: false } });
        assert.deepEqual(planWatch({ cells, observability: least }).withdraw, {
            digest: false,
            failbackAfterSeconds: 300,
        });
    });

    it("has its figures at the primary of the first cell by name, whatever the order of cells", () => {
        assert.equal(planWatch({ cells: [us, eu] }).home, "aws:eu-west-1");
        assert.equal(planWatch({ cells: [eu, us] }).home, "aws:eu-west-1");
    });

    it("has on each other cloud a view at the first primary there", () => {
        const on = (name: string, ...regions: RegionRef[]) =>
            cell(name, {
                domain: "d.example",
                jurisdictions: ["EU"],
                dataClasses: ["internal"],
                regions,
                primary: regions[0]!,
            });
        const cells = [
            on("a", "local:eu-west"),
            on("c", "gcp:europe-west1"),
            on("b", "gcp:europe-west4", "gcp:europe-west3"),
        ];
        const { home, views } = planWatch({ cells, observability: settings({ home: "local:eu-west" }) });
        assert.equal(home, "local:eu-west");
        assert.deepEqual(views, { local: "local:eu-west", gcp: "gcp:europe-west4" });
    });

    it("retains logs of a cell as its own standards require, and an audit trail if one of its cells requires it", () => {
        const { logs, audit } = planWatch({ cells: [eu, us], observability: settings({ logs: {} }) });
        assert.deepEqual([logs.retainDays, audit], [{ eu: 90, us: 2192 }, true]);
        assert.deepEqual(planWatch({ cells: [eu] }).logs.retainDays, { eu: 90 });
    });

    it("is exported by all cells, or by those that are said, in order of name", () => {
        const exports = [
            { ...splunk, token: { secret: "siem" } },
            { ...splunk, name: "zabbix", cells: ["us"] },
            { ...splunk, name: "archive", cells: ["us", "eu"] },
        ];
        assert.deepEqual(planWatch({ cells: [us, eu], observability: settings({ exports }) }).exports, [
            { ...splunk, name: "archive", dataClass: "internal", cells: ["eu", "us"] },
            { ...splunk, dataClass: "internal", token: { secret: "siem" }, cells: ["eu", "us"] },
            { ...splunk, name: "zabbix", dataClass: "internal", cells: ["us"] },
        ]);
    });
});

describe("what takes a region out of traffic", () => {
    it("reaches its watcher without what is not said, and without when it comes back", () => {
        assert.deepEqual(limitsOf({ digest: true, failbackAfterSeconds: 60 }), { digest: true });
        assert.deepEqual(limitsOf({ digest: false, lagSeconds: 30, psi: 0.2, failbackAfterSeconds: 60 }), {
            ...{ digest: false, lagSeconds: 30, psi: 0.2 },
        });
    });
});
