import assert from "node:assert/strict";

import type { CellConfig } from "../../../../components/plan/config/cell";
import { parse } from "../../../../components/plan/config/parse";
import { type StoreInput, storeSchema } from "../../../../components/plan/config/store";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { changeFaults, storeFaults } from "../../../../components/plan/store/store-faults";
import { asked } from "../requested";
import { pinned, type Pinned } from "../faults-of";

const cellOf = (name: string, regions: RegionRef[], change: Partial<CellConfig> = {}): CellConfig => ({
    name,
    jurisdictions: ["EU", "US"],
    standards: [],
    dataClasses: ["health"],
    regions,
    existing: {},
    networks: {},
    ...change,
});

const eu = cellOf("eu", ["aws:eu-west-1", "aws:eu-central-1"], { backup: "aws:eu-north-1" });
const us = cellOf("us", ["aws:us-east-1"], { dataClasses: ["personal", "internal"] });
const features = { name: "features", partitionKey: "subject" };

const faultsOf = (store: Partial<StoreInput>, cells = [eu, us]) =>
    storeFaults(parse(storeSchema, { tables: [features], ...store }), cells);

describe("tables", () => {
    it("are taken in all cells or some, with classes and existing tables of these", () => {
        assert.deepEqual(faultsOf({}), []);
        const tables: StoreInput["tables"] = [
            {
                ...features,
                cells: ["eu"],
                dataClass: "health",
                existing: { "aws:eu-central-1": "features", "aws:eu-west-1": "features" },
            },
            { ...features, name: "scores", sortKey: "time", existing: { "aws:us-east-1": "scores" } },
        ];
        assert.deepEqual(faultsOf({ tables }), []);
    });

    const cases: [title: string, store: Partial<StoreInput>, cells: CellConfig[], fault: Pinned][] = [
        [
            "two with one name",
            { tables: [features, { ...features, name: "scores" }, features] },
            [eu],
            {
                code: "store/table-twice",
                path: "store.tables[2].name",
                value: "features",
            },
        ],
        [
            "in a cell that there is not",
            { tables: [{ ...features, cells: ["eu", "mars"] }] },
            [eu, us],
            {
                code: "store/unknown-cell",
                path: "store.tables[0].cells[1]",
                value: "mars",
            },
        ],
        [
            "with data that a cell doesn't have",
            { tables: [{ ...features, dataClass: "health" }] },
            [eu, us],
            {
                code: "store/class-of-no-cell",
                path: "store.tables[0].dataClass",
                value: "health",
            },
        ],
        [
            "that exist where no cell has them",
            { tables: [{ ...features, cells: ["eu"], existing: { "aws:us-east-1": "t" } }] },
            [eu, us],
            {
                code: "store/existing-elsewhere",
                path: 'store.tables[0].existing["aws:us-east-1"]',
                value: "aws:us-east-1",
            },
        ],
        [
            "ordered by what their items are found by",
            { tables: [{ ...features, sortKey: "subject" }] },
            [eu],
            {
                code: "store/one-attribute-twice",
                path: "store.tables[0].sortKey",
                value: "subject",
            },
        ],
        [
            "gone by what their items are found by",
            { tables: [{ ...features, sortKey: "at", ttl: "at" }] },
            [eu],
            {
                code: "store/one-attribute-twice",
                path: "store.tables[0].ttl",
                value: "at",
            },
        ],
        [
            "copied where a cell has no place for copies",
            { backup: {} },
            [eu, us],
            {
                code: "store/backup-place-missing",
                path: "store.backup",
                value: "us",
            },
        ],
        [
            "of a cell on several clouds",
            {},
            [cellOf("eu", ["gcp:europe-west1", "aws:eu-west-1"])],
            {
                code: "store/between-clouds",
                path: "store.tables",
                value: "eu",
            },
        ],
        [
            "kept alike by events where every cell is on one cloud",
            { sync: "events" },
            [eu, cellOf("us", ["gcp:us-east1"])],
            {
                code: "store/sync-unneeded",
                path: "store.sync",
                value: "events",
            },
        ],
    ];
    for (const [title, store, cells, fault] of cases) {
        it(`are refused ${title}`, () => {
            assert.deepEqual(pinned(faultsOf(store, cells)), [fault]);
        });
    }

    const [west, central] = ["local:eu-west", "local:eu-central"] as const;
    const all: RegionRef[] = [west, central, "local:eu-north", "local:eu-south", "local:us-east", "local:us-west"];
    const backed = { backup: "local:us-south" } as const;
    const missing: [what: string, cell: CellConfig, needs: string][] = [
        ["in one place", cellOf("eu", [west]), "a backup and another region"],
        ["in one region with a backup", cellOf("eu", [west], backed), "another region"],
        ["in two regions without a backup", cellOf("eu", [west, central]), "a backup"],
    ];
    for (const [what, cell, needs] of missing) {
        it(`kept by a majority are refused ${what}: it needs ${needs}`, () => {
            const [fault, ...rest] = faultsOf({}, [cell]);
            assert.deepEqual(rest, []);
            assert.equal(fault?.code, "store/no-quorum");
            assert.ok(fault.remedy.startsWith(`give cell "eu" ${needs}, `), fault.remedy);
        });
    }

    it("kept by a majority are taken in three to five places, whether or not one is the backup", () => {
        for (const count of [3, 4, 5]) {
            assert.deepEqual(faultsOf({}, [cellOf("eu", all.slice(0, count))]), []);
            assert.deepEqual(faultsOf({}, [cellOf("eu", all.slice(0, count - 1), backed)]), []);
        }
    });

    it("kept by a majority are refused in six places, with all of them named", () => {
        for (const cell of [cellOf("eu", all), cellOf("eu", all.slice(0, 5), backed)]) {
            const [fault, ...rest] = faultsOf({}, [cellOf("us", all.slice(0, 3)), cell]);
            assert.deepEqual(rest, []);
            const places = [...cell.regions, ...(cell.backup === undefined ? [] : [cell.backup])];
            assert.deepEqual([fault?.code, fault?.value], ["store/too-many-places", `eu: ${places.sort().join(", ")}`]);
        }
    });

    it("with changes are refused above the limit of a cloud", () => {
        const kept = (retainHours: number) => pinned(faultsOf({ tables: [{ ...features, changes: { retainHours } }] }));
        const fault = { code: "store/changes-too-long", path: "store.tables[0].changes.retainHours", value: 25 };
        assert.deepEqual(kept(25), [fault]);
        assert.deepEqual(kept(24), []);
    });

    // A limit is of the cloud of one cell, which may come after a cell of a cloud without that limit.
    it("of two cells have the faults of each alone, on any clouds and in any order", () => {
        const regions: readonly RegionRef[] = [
            "aws:eu-west-1",
            "azure:westeurope",
            "gcp:europe-west1",
            "kubernetes:fra",
        ];
        const cells = [
            ...regions.map(region => cellOf(`one region ${region}`, [region])),
            ...regions.map(region => cellOf(`copied ${region}`, [region, `${region}-2`], { backup: `${region}-3` })),
            cellOf("between", ["gcp:europe-west1", "aws:eu-west-1"]),
            cellOf(
                "wide",
                ["a", "b", "c", "d", "e", "f"].map((letter): RegionRef => `kubernetes:${letter}`),
            ),
        ];
        const stores: readonly Partial<StoreInput>[] = [
            {},
            { tables: [{ ...features, changes: { retainHours: 100 } }] },
            { tables: [{ ...features, dataClass: "personal" }] },
            { backup: { everyHours: 1 } },
            { backup: { everyHours: 36 } },
            { consistency: "strong", tables: [{ ...features, ttl: "expires" }] },
            { sync: "events" },
        ];
        const seen = new Set<string>();
        for (const store of stores) {
            const codesOf = (some: readonly CellConfig[]) => faultsOf(store, [...some]).map(({ code }) => code);
            for (const one of cells) {
                for (const other of cells.filter(other => other !== one)) {
                    const alone = [one, other].map(cell => codesOf([cell]));
                    // That events have no effect is a fault of all cells together.
                    const isOfOne = (code: string) => code !== "store/sync-unneeded";
                    const wanted = new Set(alone.flat().filter(isOfOne));
                    wanted.forEach(code => seen.add(code));
                    const found = new Set(codesOf([one, other]).filter(isOfOne));
                    assert.deepEqual(found, wanted, `${one.name}, ${other.name}: ${JSON.stringify(store)}`);
                }
            }
        }
        for (const code of ["changes-too-long", "backup-hours", "no-quorum", "too-many-places", "strong-ttl"]) {
            assert.ok(seen.has(`store/${code}`), code);
        }
    });

    it("of a cell on several clouds are taken with events between them", () => {
        assert.deepEqual(faultsOf({ sync: "events" }, [eu, cellOf("both", ["gcp:us-east1", "aws:us-east-1"])]), []);
    });

    it("ask nothing of cells that have none", () => {
        const tables = [{ ...features, cells: ["eu"] }];
        const without = cellOf("us", ["gcp:us-east1", "aws:us-east-1"]);
        assert.deepEqual(faultsOf({ tables, backup: {} }, [eu, without]), []);
        assert.deepEqual(faultsOf({ tables }, [eu, cellOf("us", ["local:us-east"])]), []);
    });
});

describe("what a change sets off", () => {
    const tables = [features, { ...features, name: "scores", onChange: "invalidate-predictions" as const }];

    it("is taken where predictions are kept, and where no change sets anything off", () => {
        const serving = { cache: { ttlSeconds: 60 } };
        assert.deepEqual(changeFaults(asked(["aws:eu-west-1"], { store: { tables }, serving })), []);
        assert.deepEqual(changeFaults(asked(["aws:eu-west-1"], { store: { tables: [features] } })), []);
        assert.deepEqual(changeFaults(asked(["aws:eu-west-1"])), []);
    });

    it("is refused where no predictions are kept that could be taken back", () => {
        assert.deepEqual(pinned(changeFaults(asked(["aws:eu-west-1"], { store: { tables } }))), [
            {
                code: "store/nothing-cached",
                path: "store.tables[1].onChange",
                value: "invalidate-predictions",
            },
        ]);
    });
});
