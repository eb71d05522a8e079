import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { LandingZone, Target } from "../../../components/landing-zone/contract";
import type { Names } from "../../../components/global-router/contract";
import { type Cell, cell } from "../../../components/plan/cells/cell";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import { ReplicatedStore } from "../../../components/replicated-store/component";
import type { StorePlan } from "../../../components/plan/store/store-plan";
import type { Store } from "../../../components/replicated-store/contract";
import { mockEngine } from "../../support/mocked-engine";
import { faultsOf } from "../plan/faults-of";

const args = { domain: "screening.example", jurisdictions: ["EU"], dataClasses: ["health" as const] };
const cellOver = (name: string, ...regions: RegionRef[]) => cell(name, { ...args, regions, primary: regions[0]! });
const eu = cellOver("eu", "aws:eu-west-1", "aws:eu-central-1");
const tables = [{ name: "features", partitionKey: "subject" }];

describe("ReplicatedStore", () => {
    /** The regions of the landing zones that an adapter was asked to keep tables in, once nothing was wrong. */
    let kept: RegionRef[][];
    type Kind = new (cell: Cell, target: Target) => LandingZone;
    const landing = (cell: Cell, region: RegionRef, kind: Kind = Keeping) => new kind(cell, { region } as Target);
    class Bare implements LandingZone {
        readonly names = {} as Names;

        constructor(
            readonly cell: Cell,
            readonly target: Target,
        ) {}

        serve(): never {
            throw new Error("no model is served here");
        }
    }
    class Keeping extends Bare {
        store(_name: string, plan: StorePlan, others: readonly this[]): Store {
            kept.push([this, ...others].map(({ target }) => target.region));
            return { plan, tables: { features: { "aws:eu-west-1": { name: pulumi.output("t") } } }, nodes: {} };
        }
    }

    before(mockEngine);
    beforeEach(() => {
        kept = [];
    });

    const reported = (landings: readonly LandingZone[]) =>
        faultsOf(() => new ReplicatedStore("store", { landings, tables })).map(({ code, path, value }) => [
            code,
            path,
            value,
        ]);

    it("is kept by the adapter of its landing zones, the primary's first", () => {
        const landings = [...eu.regions].reverse().map(region => landing(eu, region));
        for (const order of [landings, [...landings].reverse()]) {
            const store = new ReplicatedStore("store", { landings: order, tables });
            assert.deepEqual(
                store.plan.tables.map(({ name }) => name),
                ["features"],
            );
        }
        const primaryFirst = ["aws:eu-west-1", "aws:eu-central-1"];
        assert.deepEqual(kept, [primaryFirst, primaryFirst]);
    });

    it("has the same replicas in the same order, whichever order its landing zones are given in", () => {
        const wide = cellOver("wide", "aws:eu-north-1", "aws:eu-west-3", "aws:eu-central-1", "aws:eu-west-1");
        const [a, b, c, d] = wide.regions.map(region => landing(wide, region));
        const orders = [
            [a, b, c, d],
            [d, c, b, a],
            [c, a, d, b],
        ] as LandingZone[][];
        for (const landings of orders) new ReplicatedStore("store", { landings, tables });
        assert.equal(kept[0]![0], "aws:eu-north-1");
        assert.deepEqual([...kept[0]!].sort(), [...wide.regions].sort());
        assert.deepEqual(kept, Array(orders.length).fill(kept[0]));
    });

    it("is refused a landing zone of another cell, and one too few", () => {
        const other = cellOver("other", "aws:eu-central-1");
        assert.deepEqual(reported([landing(eu, "aws:eu-west-1"), landing(other, "aws:eu-central-1")]), [
            ["residency/landing-of-another-cell", "landings[1]", "other"],
        ]);
        assert.deepEqual(reported([landing(eu, "aws:eu-west-1")]), [
            ["store/region-without-landing", "landings", "aws:eu-central-1"],
        ]);
        assert.deepEqual(reported([]), [["store/no-landing", "landings", undefined]]);
        assert.deepEqual(kept, []);
    });

    it("is refused landing zones of an adapter that keeps no data, and of several clouds", () => {
        assert.deepEqual(reported(eu.regions.map(region => landing(eu, region, Bare))), [
            ["capability/store", "landings", "aws:eu-central-1"],
        ]);
        const both = cellOver("both", "aws:eu-west-1", "gcp:europe-west1");
        assert.deepEqual(reported(both.regions.map(region => landing(both, region))), [
            ["store/between-clouds", "cell", "both"],
        ]);
        assert.deepEqual(kept, []);
    });

    it("is refused landing zones of several adapters of one cloud, since none knows what lies behind another's", () => {
        class Other extends Keeping {}
        assert.deepEqual(reported([landing(eu, "aws:eu-west-1"), landing(eu, "aws:eu-central-1", Other)]), [
            ["capability/foreign", "landings", "aws:eu-central-1"],
        ]);
        assert.deepEqual(kept, []);
    });

    it("is refused a table to look up that it has not, before an adapter is asked", () => {
        const landings = eu.regions.map(region => landing(eu, region));
        const made = (lookups: string[]) => new ReplicatedStore("store", { landings, tables, lookups });
        assert.deepEqual(
            faultsOf(() => made(["labels"])).map(({ code, path }) => [code, path]),
            [["store/unknown-lookup", "lookups[0]"]],
        );
        assert.deepEqual(kept, []);
        assert.deepEqual(made(["features"]).plan.lookups, ["features"]);
    });

    it("is refused what is wrong with its tables, before an adapter is asked", () => {
        const landings = eu.regions.map(region => landing(eu, region));
        const twice = [...tables, ...tables];
        assert.deepEqual(
            faultsOf(() => new ReplicatedStore("store", { landings, tables: twice })).map(({ code }) => code),
            ["store/table-twice"],
        );
        assert.deepEqual(kept, []);
    });
});
