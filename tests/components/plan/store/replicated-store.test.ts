import assert from "node:assert/strict";

import { cell } from "../../../../components/plan/cells/cell";
import { parse } from "../../../../components/plan/config/parse";
import { type StoreInput, storeSchema } from "../../../../components/plan/config/store";
import { planReplicatedStore } from "../../../../components/plan/store/replicated-store";
import { planStore } from "../../../../components/plan/store/store-plan";
import { faultsOf } from "../faults-of";

const args = { domain: "screening.example", jurisdictions: ["EU"], dataClasses: ["health" as const] };
const onAws = cell("eu", { ...args, regions: ["aws:eu-west-1"] });
const here = cell("eu", { ...args, regions: ["local:eu-west"], existing: { "local:eu-west": { key: "k" } } });
const features = { name: "features", partitionKey: "subject" };

describe("the store that a program makes", () => {
    const told = (input: StoreInput, of = onAws) =>
        faultsOf(() => planReplicatedStore(of, input)).map(({ code, path }) => [code, path]);

    it("is planned as a stack config's", () => {
        const input = { tables: [{ ...features, ttl: "expires" }], shards: 8 };
        assert.deepEqual(planReplicatedStore(onAws, input), planStore(onAws, parse(storeSchema, input)));
    });

    it("is refused arguments of another form", () => {
        assert.deepEqual(told({ tables: [] }), [["config/value", "tables"]]);
    });

    it("is refused what is wrong with its tables, by its own paths", () => {
        assert.deepEqual(told({ tables: [features, features], backup: {} }), [
            ["store/backup-place-missing", "backup"],
            ["store/table-twice", "tables[1].name"],
        ]);
    });

    it("is refused a table of another cell, which it would not make", () => {
        assert.deepEqual(told({ tables: [{ ...features, cells: ["us"] }] }), [
            ["store/unknown-cell", "tables[0].cells[0]"],
        ]);
    });

    it("is refused what its cloud can't do, and its cell can't have there", () => {
        assert.deepEqual(told({ tables: [features] }, here), [
            ["capability/existing", 'cell.existing["local:eu-west"].key'],
            ["capability/store", "tables"],
        ]);
    });
});
