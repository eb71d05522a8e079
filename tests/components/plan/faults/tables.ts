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
        },
    ],
    [
        "a table of a cell that there is none of",
        onAws({ "store.tables[0].cells": ["eu", "uk"] }),
        {
            code: "store/unknown-cell",
            path: "store.tables[0].cells[1]",
            value: "uk",
        },
    ],
    [
        "a table of a class that its cell hasn't",
        onAws({ "store.tables[0].dataClass": "financial" }),
        {
            code: "store/class-of-no-cell",
            path: "store.tables[0].dataClass",
            value: "financial",
        },
    ],
    [
        "a table that exists where its cells have no region",
        onAws({ 'store.tables[0].existing["aws:eu-west-3"]': "features" }),
        {
            code: "store/existing-elsewhere",
            path: 'store.tables[0].existing["aws:eu-west-3"]',
            value: "aws:eu-west-3",
        },
    ],
    [
        "one attribute as both keys",
        onAws({ "store.tables[0].sortKey": "subject" }),
        {
            code: "store/one-attribute-twice",
            path: "store.tables[0].sortKey",
            value: "subject",
        },
    ],
    [
        "copies where a cell has no place for them",
        onAws({ "cells[0].backup": undefined }),
        {
            code: "store/backup-place-missing",
            path: "store.backup",
            value: "eu",
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
        },
    ],
    [
        "events between clouds where every cell is on one",
        on("aws", { store: { tables: [features], sync: "events" } }),
        {
            code: "store/sync-unneeded",
            path: "store.sync",
            value: "events",
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
        },
    ],
    [
        "strong reads in regions that don't have them together",
        on("aws", { store: { tables: [features], consistency: "strong" } }),
        {
            code: "store/strong-regions",
            path: "store.consistency",
            value: "main",
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
        },
    ],
    [
        "events of changes for longer than the cloud keeps them",
        on("aws", { "store.tables": [{ ...features, changes: { retainHours: 48 } }] }),
        {
            code: "store/changes-too-long",
            path: "store.tables[0].changes.retainHours",
            value: 48,
        },
    ],
    [
        "predictions to be taken back that nothing keeps",
        on("aws", { "store.tables": [{ ...features, onChange: "invalidate-predictions" }] }),
        {
            code: "store/nothing-cached",
            path: "store.tables[0].onChange",
            value: "invalidate-predictions",
        },
    ],
    [
        "tables in two places, of which neither is a majority without the other",
        on("local", { "store.tables": [features] }),
        {
            code: "store/no-quorum",
            path: "store.tables",
            value: "main: local:eu-central, local:eu-west",
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
        },
    ],
];
