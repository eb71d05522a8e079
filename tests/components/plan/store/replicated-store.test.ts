import assert from "node:assert/strict";
import fc from "fast-check";

import { cell } from "../../../../components/plan/cells/cell";
import { parse } from "../../../../components/plan/config/parse";
import { type StoreInput, storeSchema } from "../../../../components/plan/config/store";
import { planConfig } from "../../../../components/plan/plan";
import { lookupsOf } from "../../../../components/plan/serving/features";
import { planReplicatedStore } from "../../../../components/plan/store/replicated-store";
import { planStore, storeOfCell } from "../../../../components/plan/store/store-plan";
import { builtConfigs, localConfigs, runs } from "../../../support/arbitraries";
import { faultsOf, wholeFaultsOf } from "../faults-of";

const args = { domain: "screening.example", jurisdictions: ["EU"], dataClasses: ["health" as const] };
const onAws = cell("eu", { ...args, regions: ["aws:eu-west-1"] });
const here = cell("eu", { ...args, regions: ["local:eu-west"], existing: { "local:eu-west": { key: "k" } } });
const features = { name: "features", partitionKey: "subject" };

describe("the store that a program makes", () => {
    const reported = (input: StoreInput, of = onAws) =>
        faultsOf(() => planReplicatedStore(of, input)).map(({ code, path }) => [code, path]);

    it("is planned as a stack config's", () => {
        const input = { tables: [{ ...features, ttl: "expires" }], shards: 8 };
        assert.deepEqual(planReplicatedStore(onAws, input), planStore(onAws, parse(storeSchema, input)));
    });

    it("is that of the stack, of what a stack's config says of the cell", () => {
        let stores = 0;
        fc.assert(
            fc.property(fc.oneof(builtConfigs, localConfigs), written => {
                const { config, plan } = planConfig(written);
                for (const { cell, store } of plan.cells) {
                    const own = config.store && storeOfCell(config.store, cell);
                    const staleAfterSeconds = config.observability?.withdraw?.lagSeconds;
                    const input = own && { ...own, ...(staleAfterSeconds && { staleAfterSeconds }) };
                    assert.deepEqual(input && planReplicatedStore(cell, input, lookupsOf(config.models)), store);
                    stores += own === undefined ? 0 : 1;
                }
            }),
            runs(),
        );
        assert.ok(stores > 25, `${stores} stores seen`);
    });

    it("marks answers of a copy that lags by more than configured, in the bounds of a stack's config", () => {
        const stale = (staleAfterSeconds: number) =>
            planReplicatedStore(onAws, { tables: [features], staleAfterSeconds }).staleAfterSeconds;
        assert.equal(stale(30), 30);
        assert.equal(planReplicatedStore(onAws, { tables: [features] }).staleAfterSeconds, undefined);
        assert.deepEqual(
            wholeFaultsOf(() => stale(4)).map(({ path, problem }) => [path, problem]),
            [["staleAfterSeconds", "invalid value 4 for staleAfterSeconds, expected 5 to 86400"]],
        );
    });

    it("lets models look up the configured tables, and rejects unknown ones", () => {
        const tables = [features, { ...features, name: "labels" }];
        assert.deepEqual(planReplicatedStore(onAws, { tables }, ["labels"]).lookups, ["labels"]);
        assert.deepEqual(
            faultsOf(() => planReplicatedStore(onAws, { tables }, ["labels", "lables"])),
            [
                {
                    code: "store/unknown-lookup",
                    path: "lookups[1]",
                    value: "lables",
                },
            ],
        );
    });

    it("is refused arguments of another form", () => {
        assert.deepEqual(reported({ tables: [] }), [["config/value", "tables"]]);
    });

    it("is refused what is wrong with its tables, by its own paths", () => {
        assert.deepEqual(reported({ tables: [features, features], backup: {} }), [
            ["store/backup-place-missing", "backup"],
            ["store/table-twice", "tables[1].name"],
        ]);
    });

    it("is refused a table of another cell, which it would not make", () => {
        assert.deepEqual(reported({ tables: [{ ...features, cells: ["us"] }] }), [
            ["store/unknown-cell", "tables[0].cells[0]"],
        ]);
    });

    it("is refused what its cloud can't do, and its cell can't have there", () => {
        assert.deepEqual(reported({ tables: [{ ...features, onChange: "invalidate-predictions" }] }, here), [
            ["capability/existing", 'cell.existing["local:eu-west"].key'],
            ["store/no-quorum", "tables"],
            ["capability/store", "tables[0].onChange"],
        ]);
    });
});
