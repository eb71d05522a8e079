import { type Refused, on, onAws } from "../sketches";

const features = { name: "features", partitionKey: "subject" };

/** Artifacts that every cloud can get. */
const fromWeb = {
    'models[0].releases["1.0.0"].artifact': "https://models.example.com/1.onnx",
    'models[0].releases["2.0.0"].artifact': "https://models.example.com/2.onnx",
};

/** Each fault of tables, alone in a config that has no other. */
export const tables: Refused[] = [
    [
        "two tables of one name",
        onAws({ "store.tables[1]": features }),
        {
            code: "store/table-twice",
            path: "store.tables[1].name",
            value: "features",
            allowed: "each name once",
            remedy: "give each table a name of its own",
        },
    ],
    [
        "a table of a cell that there is none of",
        onAws({ "store.tables[0].cells": ["eu", "uk"] }),
        {
            code: "store/unknown-cell",
            path: "store.tables[0].cells[1]",
            value: "uk",
            allowed: "eu, us",
            remedy: "name a cell",
        },
    ],
    [
        "a table of a class that its cell hasn't",
        onAws({ "store.tables[0].dataClass": "financial" }),
        {
            code: "store/class-of-no-cell",
            path: "store.tables[0].dataClass",
            value: "financial",
            allowed: "health in cell eu",
            remedy: "add the class to the cell, or name under cells the cells that have it",
        },
    ],
    [
        "a table that exists where its cells have no region",
        onAws({ 'store.tables[0].existing["aws:eu-west-3"]': "features" }),
        {
            code: "store/existing-elsewhere",
            path: 'store.tables[0].existing["aws:eu-west-3"]',
            value: "aws:eu-west-3",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:us-east-1, aws:us-west-2",
            remedy: "name a region of a cell that has the table",
        },
    ],
    [
        "one attribute as both keys",
        onAws({ "store.tables[0].sortKey": "subject" }),
        {
            code: "store/one-attribute-twice",
            path: "store.tables[0].sortKey",
            value: "subject",
            allowed: "another attribute than the table's keys",
            remedy: "name the attribute that orders the items of one partition key, or leave it out",
        },
    ],
    [
        "copies where a cell has no place for them",
        onAws({ "cells[0].backup": undefined }),
        {
            code: "store/backup-place-missing",
            path: "store.backup",
            value: "eu",
            allowed: "where every cell that has a table has a backup place",
            remedy: "give cell eu a backup, far from its regions",
        },
    ],
    [
        "a table of a cell on two clouds",
        on("aws", {
            "cells[0].regions[1]": "azure:westeurope",
            "routing.names": "aws",
            ...fromWeb,
            "store.tables": [features],
        }),
        {
            code: "store/between-clouds",
            path: "store.tables",
            value: "main",
            allowed: "cells on one cloud, or sync: events",
            remedy: "no table is replicated between aws and azure: set store.sync to events, or split the cell",
        },
    ],
    [
        "events between clouds where every cell is on one",
        on("aws", { store: { tables: [features], sync: "events" } }),
        {
            code: "store/sync-unneeded",
            path: "store.sync",
            value: "events",
            allowed: "where a cell with tables is on several clouds",
            remedy: "remove it: the cloud replicates",
        },
    ],
    [
        "strong reads in a cell on two clouds",
        on("aws", {
            "cells[0].regions[1]": "azure:westeurope",
            "routing.names": "aws",
            ...fromWeb,
            store: { tables: [features], sync: "events", consistency: "strong" },
        }),
        {
            code: "store/strong-between-clouds",
            path: "store.consistency",
            value: "main",
            allowed: "eventual, for a cell on several clouds",
            remedy: "use eventual consistency, or split the cell: events between clouds arrive later",
        },
    ],
    [
        "strong reads in regions that don't have them together",
        on("aws", { store: { tables: [features], consistency: "strong" } }),
        {
            code: "store/strong-regions",
            path: "store.consistency",
            value: "main",
            allowed:
                "cells of one region, or of 3 of one set: aws:us-east-1, aws:us-east-2, aws:us-west-2; aws:eu-west-1, aws:eu-west-2, aws:eu-west-3, aws:eu-central-1; aws:ap-northeast-1, aws:ap-northeast-2, aws:ap-northeast-3",
            remedy: "use eventual consistency, or give cell main such regions",
        },
    ],
    [
        "strong reads of what expires",
        on("aws", {
            "cells[0].regions": ["aws:eu-west-1", "aws:eu-west-3", "aws:eu-central-1"],
            store: { tables: [{ ...features, ttl: "expires" }], consistency: "strong" },
        }),
        {
            code: "store/strong-ttl",
            path: "store.tables[0].ttl",
            value: "expires",
            allowed: "no ttl, with strong consistency",
            remedy: "delete items when they are done with, or use eventual consistency",
        },
    ],
    [
        "events of changes for longer than the cloud keeps them",
        on("aws", { "store.tables": [{ ...features, changes: { retainHours: 48 } }] }),
        {
            code: "store/changes-too-long",
            path: "store.tables[0].changes.retainHours",
            value: 48,
            allowed: "at most 24 on aws",
            remedy: "keep events for less long, and have a consumer store what is needed later",
        },
    ],
    [
        "predictions to be taken back that nothing keeps",
        on("aws", { "store.tables": [{ ...features, onChange: "invalidate-predictions" }] }),
        {
            code: "store/nothing-cached",
            path: "store.tables[0].onChange",
            value: "invalidate-predictions",
            allowed: "with serving.cache",
            remedy: "set serving.cache, or remove onChange",
        },
    ],
    [
        "tables in two places, of which neither is a majority without the other",
        on("local", { "store.tables": [features] }),
        {
            code: "store/no-quorum",
            path: "store.tables",
            value: "main: local:eu-central, local:eu-west",
            allowed: "3 to 5 places that keep a copy: a cell's regions and its backup",
            remedy: "give cell main a backup place, so that a majority is left when one place is lost",
        },
    ],
    [
        "tables in more places than may keep a copy",
        on("local", {
            "cells[0].jurisdictions": ["EU", "GB", "CH"],
            "cells[0].regions[2]": "local:eu-north",
            "cells[0].regions[3]": "local:eu-south",
            "cells[0].regions[4]": "local:uk-south",
            "cells[0].backup": "local:ch-north",
            "store.tables": [features],
        }),
        {
            code: "store/too-many-places",
            path: "store.tables",
            value: "main: local:ch-north, local:eu-central, local:eu-north, local:eu-south, local:eu-west, local:uk-south",
            allowed: "3 to 5 places that keep a copy: a cell's regions and its backup",
            remedy: "split cell main, or name under tables[].cells those that have tables",
        },
    ],
];
