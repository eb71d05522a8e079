import assert from "node:assert/strict";

import { parse } from "../../../../components/plan/config/parse";
import { type StoreInput, storeSchema } from "../../../../components/plan/config/store";
import type { RegionRef } from "../../../../components/plan/places/catalogue";
import { strongFaults } from "../../../../components/plan/store/strong-faults";
import { pinned } from "../faults-of";

const features = { name: "features", partitionKey: "subject" };
const on = (cloud: string, ...names: string[]) => names.map(name => `${cloud}:${name}` as RegionRef);

const faultsOf = (regions: RegionRef[], store: Partial<StoreInput> = {}) =>
    strongFaults(
        parse(storeSchema, { tables: [features], consistency: "strong", ...store }),
        {
            name: "cell",
            jurisdictions: ["EU"],
            standards: [],
            dataClasses: ["health"],
            regions,
            existing: {},
            networks: {},
        },
        "store",
    );

describe("strong consistency", () => {
    it("is had in every region of a set of DynamoDB's that has three of the cell", () => {
        for (const names of [
            ["us-east-1", "us-east-2", "us-west-2"],
            ["eu-west-1", "eu-west-3", "eu-central-1"],
            ["ap-northeast-3", "ap-northeast-2", "ap-northeast-1"],
        ]) {
            assert.deepEqual(faultsOf(on("aws", ...names)), []);
        }
    });

    it("is refused in two regions, in four, and outside a set, with the sets", () => {
        for (const names of [
            ["eu-west-1", "eu-central-1"],
            ["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"],
            ["eu-west-1", "eu-north-1", "eu-central-1"],
            ["us-east-1", "us-east-2", "eu-west-1"],
        ]) {
            assert.deepEqual(pinned(faultsOf(on("aws", ...names))), [
                {
                    code: "store/strong-regions",
                    path: "store.consistency",
                    value: "cell",
                },
            ]);
        }
    });

    it("is refused with items that expire, for each table of the cell", () => {
        const tables = [
            { ...features, ttl: "expires" },
            { ...features, name: "scores" },
            { ...features, name: "labels", ttl: "until", cells: ["other"] },
        ];
        assert.deepEqual(pinned(faultsOf(on("aws", "us-east-1", "us-east-2", "us-west-2"), { tables })), [
            {
                code: "store/strong-ttl",
                path: "store.tables[0].ttl",
                value: "expires",
            },
        ]);
    });

    it("is refused between clouds", () => {
        assert.deepEqual(pinned(faultsOf(["aws:eu-west-1", "gcp:europe-west1"])), [
            {
                code: "store/strong-between-clouds",
                path: "store.consistency",
                value: "cell",
            },
        ]);
    });

    it("is had in a single region anywhere, with items that expire", () => {
        assert.deepEqual(faultsOf(on("aws", "eu-south-1"), { tables: [{ ...features, ttl: "expires" }] }), []);
    });

    it("has no such conditions elsewhere, and none where it isn't asked for", () => {
        assert.deepEqual(faultsOf(on("azure", "westeurope", "northeurope")), []);
        assert.deepEqual(faultsOf(on("oracle", "a", "b")), []);
        assert.deepEqual(faultsOf(on("aws", "eu-west-1", "eu-north-1"), { consistency: "eventual" }), []);
    });
});
