import assert from "node:assert/strict";

import { placeOf } from "../../../components/plan/catalogue";
import { dataClasses, type Flow, type FlowKind, isProtected, judge } from "../../../components/plan/residency";

describe("the residency rule", () => {
    const cells = [
        { name: "us", jurisdictions: ["US"] },
        { name: "eu", jurisdictions: ["EU", "CH"] },
    ];
    const verdictOn = (flow: Partial<Flow>) =>
        judge({ kind: "failover", cell: "eu", dataClass: "health", to: [], ...flow }, cells, placeOf);

    it("proves a flow whose every place lies in a jurisdiction of its cell", () => {
        assert.deepEqual(verdictOn({ to: ["local:eu-west", "local:eu-central"] }), {
            verdict: "proven",
            reason: "every place lies in EU, CH",
        });
    });

    it("finds a flow violated that touches one place outside, and says which", () => {
        assert.deepEqual(verdictOn({ to: ["local:eu-west", "local:us-east"] }), {
            verdict: "violated",
            reason: "local:us-east is in Ashburn, US, outside EU, CH",
        });
    });

    it("does not determine a flow to a place that it does not know", () => {
        assert.deepEqual(verdictOn({ to: ["local:eu-west", "local:nowhere"] }), {
            verdict: "undetermined",
            reason: "it is not known where local:nowhere is",
        });
    });

    it("finds a flow violated, rather than undetermined, when one place is outside and another unknown", () => {
        assert.equal(verdictOn({ to: ["local:nowhere", "local:us-east"] }).verdict, "violated");
    });

    it("does not determine a flow of a cell that there is not", () => {
        assert.deepEqual(verdictOn({ cell: "mars", to: ["local:eu-west"] }), {
            verdict: "undetermined",
            reason: "there is no cell mars",
        });
    });

    it("judges by the flow's own cell, and not by another that would admit it", () => {
        assert.equal(verdictOn({ cell: "us", to: ["local:us-east"] }).verdict, "proven");
        assert.equal(verdictOn({ cell: "us", to: ["local:eu-west"] }).verdict, "violated");
    });

    for (const kind of ["metric", "export"] as const) {
        it(`lets no ${kind} flow carry protected data, even inside the cell`, () => {
            for (const dataClass of dataClasses) {
                const { verdict, reason } = verdictOn({ kind, dataClass, to: ["local:eu-west"] });
                assert.equal(verdict, isProtected(dataClass) ? "violated" : "proven");
                if (isProtected(dataClass)) {
                    assert.equal(reason, `${kind} flows may not carry ${dataClass} data`);
                }
            }
        });
    }

    it("lets every other flow carry each class inside the cell", () => {
        const kinds: FlowKind[] = ["replication", "backup", "log", "failover", "cache", "artifact", "key", "event"];
        for (const kind of kinds) {
            for (const dataClass of dataClasses) {
                assert.equal(verdictOn({ kind, dataClass, to: ["local:eu-west"] }).verdict, "proven", kind);
            }
        }
    });

    it("protects personal, health and financial data, and no other", () => {
        assert.deepEqual(dataClasses.filter(isProtected), ["personal", "health", "financial"]);
    });
});
