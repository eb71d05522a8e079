import assert from "node:assert/strict";

import { catalogue } from "../../../components/plan/places/atlas";
import { pairOf, placeOf } from "../../../components/plan/places/catalogue";
import {
    type Atlas,
    dataClasses,
    type Flow,
    flowKinds,
    isProtected,
    judge,
    mayCarry,
} from "../../../components/plan/residency";

describe("the residency rule", () => {
    const cells = [
        { name: "us", jurisdictions: ["US"] },
        { name: "eu", jurisdictions: ["EU", "CH"] },
        { name: "br", jurisdictions: ["BR"] },
    ];
    const verdictOn = (flow: Partial<Flow>, atlas: Atlas = catalogue) =>
        judge({ kind: "failover", cell: "eu", dataClass: "health", to: [], ...flow }, cells, atlas);

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

    it("evaluates by the flow's own cell, and not by another that would admit it", () => {
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
        const kinds = flowKinds.filter(kind => kind !== "metric" && kind !== "export");
        assert.equal(kinds.length, 8);
        for (const kind of kinds) {
            for (const dataClass of dataClasses) {
                assert.equal(verdictOn({ kind, dataClass, to: ["local:eu-west"] }).verdict, "proven", kind);
            }
        }
    });

    it("lets metrics, and cached answers that aren't protected, leave the cell, and nothing else", () => {
        for (const kind of flowKinds) {
            for (const dataClass of dataClasses) {
                const leaves = (kind === "metric" || kind === "cache") && !isProtected(dataClass);
                const { verdict } = verdictOn({ kind, dataClass, to: ["local:us-east"] });
                assert.equal(verdict, leaves ? "proven" : "violated", `${kind} of ${dataClass}`);
            }
        }
        assert.equal(
            verdictOn({ kind: "metric", dataClass: "internal", to: ["local:us-east"] }).reason,
            "metric flows of internal data may leave the cell",
        );
    });

    it("does not determine a flow without a destination, even one that may leave the cell", () => {
        for (const kind of ["replication", "metric", "cache"] as const) {
            assert.deepEqual(verdictOn({ kind, dataClass: "internal", to: [] }), {
                verdict: "undetermined",
                reason: "it is not known where the flow goes",
            });
        }
    });

    it("finds a class that a flow may not carry violated, even of a cell that there is not", () => {
        assert.equal(verdictOn({ kind: "export", cell: "mars" }).verdict, "violated");
        assert.equal(mayCarry("export", "health"), false);
        assert.equal(mayCarry("export", "internal"), true);
    });

    it("does not ask where a flow starts: what comes into a cell leaves none", () => {
        assert.equal(verdictOn({ from: "local:us-east", to: ["local:eu-west"] }).verdict, "proven");
    });

    it("protects personal, health and financial data, and no other", () => {
        assert.deepEqual(dataClasses.filter(isProtected), ["personal", "health", "financial"]);
    });
});

describe("what a place stands for", () => {
    const verdictIn = (jurisdictions: string[], to: string[], atlas: Atlas = catalogue) =>
        judge({ kind: "backup", cell: "cell", dataClass: "health", to }, [{ name: "cell", jurisdictions }], atlas);

    const cases: [to: string, inside: string[], outside: string[], reason: string][] = [
        ["gcp:eur4", ["FI", "NL"], ["NL"], "gcp:europe-north1 of gcp:eur4 is in Hamina, FI, outside NL"],
        [
            "gcp:firestore/nam5",
            ["US"],
            ["EU"],
            "gcp:us-central1 of gcp:firestore/nam5 is in Council Bluffs, US, outside EU",
        ],
        ["gcp:EU", ["EU"], ["DE", "FR"], "gcp:europe-central2 of gcp:EU is in Warsaw, PL, outside DE, FR"],
        // Of several services' `eur5` the rule takes all members, of which one is in London.
        ["gcp:eur5", ["EU", "GB"], ["EU"], "gcp:europe-west2 of gcp:eur5 is in London, GB, outside EU"],
        ["azure:West Europe", ["NL"], ["IE"], "azure:westeurope of azure:West Europe is in Amsterdam, NL, outside IE"],
    ];
    for (const [to, inside, outside, reason] of cases) {
        it(`${to}: it lies in ${inside.join(", ")}, and not in ${outside.join(", ")}`, () => {
            assert.equal(verdictIn(inside, [to]).verdict, "proven");
            assert.deepEqual(verdictIn(outside, [to]), { verdict: "violated", reason });
        });
    }

    it("everywhere is outside every jurisdiction, however wide", () => {
        for (const to of ["aws:global", "gcp:global", "azure:edge/global"]) {
            assert.deepEqual(verdictIn(["EU-ADEQUATE", "US"], [to]), {
                verdict: "violated",
                reason: `${to} may be anywhere, which is outside EU-ADEQUATE, US`,
            });
        }
    });

    it("the pair that Azure copies Brazil's São Paulo to is in Texas", () => {
        const pair = pairOf("azure:brazilsouth")!;
        assert.deepEqual(verdictIn(["BR"], ["azure:brazilsouth", pair]), {
            verdict: "violated",
            reason: "azure:southcentralus is in San Antonio, US, outside BR",
        });
        assert.equal(verdictIn(["BR"], ["azure:brazilsouth"]).verdict, "proven");
    });

    it("an unknown name is undetermined, and hides no place that is outside", () => {
        assert.deepEqual(verdictIn(["EU"], ["gcp:nam99"]), {
            verdict: "undetermined",
            reason: "it is not known where gcp:nam99 is",
        });
        for (const to of [
            ["gcp:nam99", "gcp:nam4"],
            ["gcp:nam4", "gcp:nam99"],
        ]) {
            assert.equal(verdictIn(["EU"], to).verdict, "violated");
        }
    });

    it("an unknown member leaves it undetermined, and hides no member that is outside", () => {
        const atlas: Atlas = {
            placeOf,
            expandPlace: ref => ({
                members: ref === "aws:both" ? ["aws:moon-1", "aws:us-east-1"] : ["aws:moon-1", "aws:eu-west-1"],
            }),
        };
        assert.deepEqual(verdictIn(["EU"], ["aws:some"], atlas), {
            verdict: "undetermined",
            reason: "it is not known where aws:moon-1 of aws:some is",
        });
        assert.deepEqual(verdictIn(["EU"], ["aws:both"], atlas), {
            verdict: "violated",
            reason: "aws:us-east-1 of aws:both is in Ashburn, US, outside EU",
        });
    });
});
