import assert from "node:assert/strict";

import { type Cell, cell } from "../../../../components/plan/cells/cell";
import { parse } from "../../../../components/plan/config/parse";
import { type StoreInput, storeSchema } from "../../../../components/plan/config/store";
import { homesOf } from "../../../../components/plan/store/shards";
import { planStore } from "../../../../components/plan/store/store-plan";

const eu = cell("eu", {
    domain: "screening.example",
    jurisdictions: ["EU"],
    dataClasses: ["internal", "health", "personal"],
    regions: ["aws:eu-west-1", "aws:eu-central-1"],
    primary: "aws:eu-west-1",
    backup: "aws:eu-north-1",
});

const features = { name: "features", partitionKey: "subject" };
const planned = (store: Partial<StoreInput> = {}, of: Cell = eu) =>
    planStore(of, parse(storeSchema, { tables: [features], ...store }));

describe("the store of a cell", () => {
    it("is eventually consistent, in 64 shards, kept, without copies and looked up by no model, where nothing else is said", () => {
        assert.deepEqual(planned(), {
            cell: eu,
            tables: [{ name: "features", partitionKey: "subject", dataClass: "health", existing: {} }],
            consistency: "eventual",
            places: ["aws:eu-central-1", "aws:eu-west-1"],
            homes: homesOf(64, eu.regions),
            ephemeral: false,
            lookups: [],
        });
    });

    it("is as the config says", () => {
        const plan = planned({
            tables: [{ ...features, sortKey: "time", ttl: "expires", onChange: "invalidate-predictions" }],
            consistency: "strong",
            backup: { everyHours: 6, retainDays: 90 },
            shards: 8,
            ephemeral: true,
        })!;
        assert.deepEqual(plan.backup, { place: "aws:eu-north-1", everyHours: 6, retainDays: 90 });
        assert.deepEqual([plan.consistency, plan.homes.length, plan.ephemeral], ["strong", 8, true]);
        assert.deepEqual(plan.tables[0], {
            ...features,
            sortKey: "time",
            ttl: "expires",
            onChange: "invalidate-predictions",
            dataClass: "health",
            existing: {},
        });
    });

    it("has the tables that are the cell's, in order of name", () => {
        const tables = [
            features,
            { ...features, name: "scores", cells: ["eu", "us"] },
            { ...features, name: "labels", cells: ["us"] },
            { ...features, name: "artefacts" },
        ];
        const names = (of: Cell) => planned({ tables }, of)?.tables.map(({ name }) => name);
        assert.deepEqual(names(eu), ["artefacts", "features", "scores"]);
        assert.deepEqual(names({ ...eu, name: "us" }), ["artefacts", "features", "labels", "scores"]);
    });

    it("is none where no table is the cell's", () => {
        assert.equal(planned({ tables: [{ ...features, cells: ["us"] }] }), undefined);
    });

    it("holds data of the most protected class of the cell, or of the one that is said", () => {
        const classOf = (change: object, of: Cell = eu) =>
            planned({ tables: [{ ...features, ...change }] }, of)!.tables[0]!.dataClass;
        assert.equal(classOf({}), "health");
        assert.equal(classOf({}, { ...eu, dataClasses: ["public"] }), "public");
        assert.equal(classOf({}, { ...eu, dataClasses: ["internal", "personal"] }), "personal");
        assert.equal(classOf({ dataClass: "internal" }), "internal");
    });

    it("knows of the tables that exist those in its own regions", () => {
        const existing = { "aws:eu-west-1": "features-eu", "aws:us-east-1": "features-us" };
        assert.deepEqual(planned({ tables: [{ ...features, existing }] })!.tables[0]!.existing, {
            "aws:eu-west-1": "features-eu",
        });
    });

    it("has a whole copy in each region, and in the backup location where copies agree by majority", () => {
        const placesOf = (of: Cell) => planned({}, of)!.places;
        const here: Cell = { ...eu, regions: ["local:eu-west", "local:eu-central"], backup: "local:ch-north" };
        assert.deepEqual(placesOf(here), ["local:ch-north", "local:eu-central", "local:eu-west"]);
        const three: Cell = { ...here, regions: [...here.regions, "local:eu-north"] };
        const { backup: _, ...without } = three;
        assert.deepEqual(placesOf(without), ["local:eu-central", "local:eu-north", "local:eu-west"]);
        assert.deepEqual(placesOf(eu), ["aws:eu-central-1", "aws:eu-west-1"]);
    });

    it("gives no shard a home in the backup location, which serves no clients", () => {
        const here: Cell = { ...eu, regions: ["local:eu-west", "local:eu-central"], backup: "local:eu-north" };
        const { homes } = planned({ shards: 256 }, here)!;
        assert.deepEqual([...new Set(homes)].sort(), ["local:eu-central", "local:eu-west"]);
    });

    it("lets models look up those of the tables that are the cell's, each once, in whatever order models name them", () => {
        const tables = [features, { ...features, name: "scores" }, { ...features, name: "labels", cells: ["us"] }];
        const lookups = ["scores", "labels", "features", "scores"];
        assert.deepEqual(planStore(eu, parse(storeSchema, { tables }), lookups)!.lookups, ["features", "scores"]);
    });

    it("is kept alike by events where the cell is on several clouds, and not on one", () => {
        const several: Cell = { ...eu, regions: ["aws:eu-west-1", "gcp:europe-west1"] };
        assert.equal(planned({ sync: "events" }, several)!.sync, "events");
        assert.ok(!("sync" in planned({ sync: "events" })!));
    });
});
