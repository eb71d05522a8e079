import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import { observabilitySchema } from "../../../../components/plan/config/observability";
import { parse } from "../../../../components/plan/config/parse";
import { type HubArgsInput, planObservabilityHub } from "../../../../components/plan/watch/observability-hub";
import { planWatch } from "../../../../components/plan/watch/watch-plan";
import { fulda } from "../requested";
import { faultsOf } from "../faults-of";

const args = { domain: "screening.example", dataClasses: ["health" as const] };
const eu = cell("eu", {
    ...args,
    jurisdictions: ["EU", "US"],
    standards: ["gdpr"],
    safeguards: "scc",
    regions: ["azure:westeurope"],
});
const own = cell("own", {
    ...args,
    jurisdictions: ["EU"],
    regions: ["kubernetes:fulda"],
    places: { "kubernetes:fulda": fulda },
});
const us = cell("us", { ...args, jurisdictions: ["US"], standards: ["hipaa"], regions: ["aws:us-east-1"] });
const here = cell("here", { ...args, jurisdictions: ["EU"], regions: ["local:eu-west"] });

describe("the watch that a program makes", () => {
    const reported = (input: HubArgsInput, cells = [eu, us]) =>
        faultsOf(() => planObservabilityHub(cells, input)).map(({ code, path }) => [code, path]);

    it("is planned with places that only a cell knows", () => {
        const input: HubArgsInput = { home: "kubernetes:fulda" };
        assert.deepEqual(
            planObservabilityHub([own, here], input),
            planWatch({ cells: [own, here], observability: parse(observabilitySchema, input) }),
        );
    });

    it("is planned as a stack config's, with what safeguards allow a cell", () => {
        const input: HubArgsInput = {
            home: "local:eu-west",
            slo: { p99Ms: 250 },
            exports: [
                {
                    name: "siem",
                    to: "otlp",
                    endpoint: "https://siem.example/",
                    place: "azure:westeurope",
                    cells: ["eu"],
                },
            ],
        };
        const recovery = { drills: "monthly" as const };
        assert.deepEqual(
            planObservabilityHub([eu, here], { ...input, recovery }),
            planWatch({ cells: [eu, here], observability: parse(observabilitySchema, input), recovery }),
        );
        const budget = { monthly: 1, currency: "USD" };
        assert.deepEqual(planObservabilityHub([us], { budget }).budget, { ...budget, anomalies: false });
        assert.deepEqual(planObservabilityHub([us], {}).recovery, {});
        const back = planObservabilityHub([here], { withdraw: {}, failover: { failbackAfterSeconds: 7 } });
        assert.equal(back.withdraw?.failbackAfterSeconds, 7);
        assert.equal(planObservabilityHub([here], { withdraw: {} }).withdraw?.failbackAfterSeconds, 300);
    });

    it("is refused arguments of another form", () => {
        assert.deepEqual(reported({ slo: { p99Ms: 0 } }, [us]), [["config/value", "slo.p99Ms"]]);
    });

    it("is refused without a home where its regions are on several clouds", () => {
        assert.deepEqual(reported({}), [["observability/home-missing", "home"]]);
        assert.deepEqual(reported({ home: "aws:us-east-1" }), []);
    });

    it("is refused what its cells' standards don't allow, and what leaves them", () => {
        assert.deepEqual(
            reported({
                audit: false,
                logs: { retainDays: 30 },
                home: "aws:eu-north-1",
                exports: [{ name: "siem", to: "otlp", endpoint: "https://siem.example/", place: "aws:ca-central-1" }],
            }),
            [
                ["standard/audit", "audit"],
                ["residency/export-outside-cell", "exports[0].place"],
                ["capability/not-built", "exports[0].to"],
                ["observability/unknown-home", "home"],
                ["standard/log-retention", "logs.retainDays"],
            ],
        );
    });

    it("is refused what its clouds can't do, and what their adapters don't build", () => {
        assert.deepEqual(reported({ anomalies: true }, [us]), [["capability/not-built", "anomalies"]]);
        assert.deepEqual(reported({ logs: {}, budget: { monthly: 1, currency: "EUR" } }, [here]), [
            ["capability/budget", "budget"],
            ["capability/observability", "logs"],
        ]);
    });
});
