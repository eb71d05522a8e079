import { type Changes, on, type Refused } from "../sketches";

const lookUp = { table: "features", input: "features", attributes: ["age", "bmi"] };
const table = { name: "features", partitionKey: "subject" };

/** A stack whose model looks up what is refused in no way, changed. */
const looking = (changes: Changes = {}) =>
    on("local", {
        "cells[0].backup": "local:eu-north",
        "store.tables": [table],
        "models[0].features": lookUp,
        ...changes,
    });

/** What a release takes: inputs of a name and a shape. */
const taking = (name: string, shape: readonly number[]): Changes => ({
    'models[0].releases["2.0.0"].signature': {
        inputs: [{ name, datatype: "FP32", shape }],
        outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 1] }],
    },
});

/** Each fault of features that models look up, alone in a config that has no other. */
export const features: Refused[] = [
    [
        "features in a table that there is none of",
        looking({ "models[0].features.table": "labels" }),
        {
            code: "features/unknown-table",
            path: "models[0].features.table",
            value: "labels",
        },
    ],
    [
        "features without a store",
        looking({ store: undefined }),
        {
            code: "features/unknown-table",
            path: "models[0].features.table",
            value: "features",
        },
    ],
    [
        "features in a table with many items of a subject",
        looking({ "store.tables[0].sortKey": "at" }),
        {
            code: "features/sort-key",
            path: "models[0].features.table",
            value: "features",
        },
    ],
    [
        "features in a table that another cell has",
        looking({
            "cells[1]": {
                name: "us",
                jurisdictions: ["US"],
                dataClasses: ["internal"],
                regions: ["local:us-east"],
                primary: "local:us-east",
            },
            "store.tables[0].cells": ["main"],
        }),
        {
            code: "features/table-not-in-cell",
            path: "models[0].features.table",
            value: "features",
        },
    ],
    [
        "features for an input that a release hasn't",
        looking(taking("x", [-1, 2])),
        {
            code: "features/unknown-input",
            path: "models[0].features.input",
            value: "features",
        },
    ],
    [
        "features that are not as many as an input's columns",
        looking(taking("features", [-1, 3])),
        {
            code: "features/columns",
            path: "models[0].features.attributes",
            value: 2,
        },
    ],
    [
        "defaults that leave one out",
        looking({ "models[0].features": { ...lookUp, otherwise: "default", defaults: { age: 40 } } }),
        {
            code: "features/default-missing",
            path: "models[0].features.defaults",
            value: "bmi",
        },
    ],
    [
        "a default for what is not looked up",
        looking({ "models[0].features.defaults": { weight: 70 } }),
        {
            code: "features/default-unused",
            path: "models[0].features.defaults.weight",
            value: "weight",
        },
    ],
];
