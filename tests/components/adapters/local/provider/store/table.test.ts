import assert from "node:assert/strict";

import { lifecycleOf } from "../../../../../../components/adapters/local/provider/lifecycle";
import { table, type TableInputs } from "../../../../../../components/adapters/local/provider/store/table";

const inputs: TableInputs = {
    root: "unused",
    servers: [],
    identity: "unused",
    cell: "eu",
    name: "features",
    partitionKey: "subject",
    shards: 16,
    copies: ["local:eu-central", "local:eu-north", "local:eu-west"],
    primary: "local:eu-west",
    ephemeral: false,
};
const refusal = (after: Partial<TableInputs>, before: Partial<TableInputs> = {}) =>
    table.refuses!({ ...inputs, ...before }, { ...inputs, ...after });

describe("a table of a cell's store", () => {
    it("is the same wherever its copies are, and whether or not it is kept", () => {
        assert.equal(refusal({}), undefined);
        assert.equal(refusal({ copies: ["local:eu-west", "local:eu-south", "local:eu-north"] }), undefined);
        assert.equal(refusal({ ephemeral: true, identity: "another" }), undefined);
        assert.equal(table.identify({ ...inputs, ephemeral: true }), table.identify(inputs));
    });

    const cases: [title: string, after: Partial<TableInputs>, before: Partial<TableInputs>, said: string][] = [
        ["another partition key", { partitionKey: "patient" }, {}, "partition key subject can't become patient"],
        ["a sort key", { sortKey: "at" }, {}, "sort key none can't become at"],
        ["no sort key any more", {}, { sortKey: "at" }, "sort key at can't become none"],
        ["another number of shards", { shards: 64 }, {}, "the number of shards 16 can't become 64"],
        [
            "another primary",
            { primary: "local:eu-central" },
            {},
            "the cell's primary local:eu-west can't become local:eu-central",
        ],
        [
            "several of these",
            { partitionKey: "patient", shards: 64 },
            {},
            "partition key subject can't become patient, the number of shards 16 can't become 64",
        ],
    ];
    for (const [title, after, before, said] of cases) {
        it(`refuses ${title}, with a way out`, () => {
            assert.equal(
                refusal(after, before),
                `table features of cell eu: ${said}, since its items lie by that; ` +
                    "put it back; or add a table of another name beside it, copy the items through /v1/tables, " +
                    "have readers and writers use it, and then remove this one",
            );
        });
    }

    it("refuses it when the change is previewed, before anything is asked of a server", async () => {
        const { diff } = lifecycleOf(table);
        await assert.rejects(
            diff!("eu/features", { ...inputs, state: "whole" }, { ...inputs, shards: 64 }),
            /the number of shards 16 can't become 64/,
        );
    });
});
