import type { Lock } from "../../../../components/plan/config/lock";
import { digest } from "../screening";
import { type Refused, on, onAws } from "../sketches";

const second = 'models[0].releases["2.0.0"]';
const placeholder = `sha256:${"0".repeat(63)}2`;

const lockOf = (release: object): Lock => ({
    version: 1,
    models: { screening: { "2.0.0": { artifact: "s3://models/2.onnx", digest: digest("2"), bytes: 1, ...release } } },
});

/** Each fault of models, alone in a config that has no other. */
export const models: Refused[] = [
    [
        "shares that don't sum to 100",
        onAws({ "models[0].traffic[1].percent": 9 }),
        {
            code: "traffic/shares-sum",
            path: "models[0].traffic",
            value: 99,
        },
    ],
    [
        "a share of a release that there is none of",
        onAws({ "models[0].traffic[1].version": "2.0.1" }),
        {
            code: "traffic/unknown-release",
            path: "models[0].traffic[1].version",
            value: "2.0.1",
        },
    ],
    [
        "two shares of one release",
        onAws({ "models[0].traffic[1].version": "1.0.0" }),
        {
            code: "traffic/release-twice",
            path: "models[0].traffic[1].version",
            value: "1.0.0",
        },
    ],
    [
        "two releases of one digest",
        onAws({ [`${second}.digest`]: digest("1") }),
        {
            code: "release/digest-twice",
            path: 'models[0].releases["2.0.0"].digest',
            value: digest("1"),
        },
    ],
    [
        "a release without a digest, here and in the lock",
        onAws({ [`${second}.digest`]: undefined }),
        {
            code: "release/digest-missing",
            path: 'models[0].releases["2.0.0"].digest',
        },
    ],
    [
        "a digest of another form",
        onAws({ [`${second}.digest`]: "sha256:2" }),
        {
            code: "config/value",
            path: 'models[0].releases["2.0.0"].digest',
            value: "sha256:2",
        },
    ],
    [
        "a placeholder for a digest",
        onAws({ [`${second}.digest`]: placeholder }),
        {
            code: "release/digest-placeholder",
            path: 'models[0].releases["2.0.0"].digest',
            value: placeholder,
        },
    ],
    [
        "a placeholder for the digest of a baseline",
        onAws({ [`${second}.baseline`]: { artifact: "s3://models/2.json", digest: placeholder } }),
        {
            code: "release/digest-placeholder",
            path: 'models[0].releases["2.0.0"].baseline.digest',
            value: placeholder,
        },
    ],
    [
        "an artifact that the lock knows otherwise",
        onAws(),
        {
            code: "lock/other-artifact",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "s3://models/2.onnx",
        },
        { lock: lockOf({ artifact: "s3://models/other.onnx" }) },
    ],
    [
        "a digest that the lock knows otherwise",
        onAws(),
        {
            code: "lock/other-digest",
            path: 'models[0].releases["2.0.0"].digest',
            value: digest("2"),
        },
        { lock: lockOf({ digest: digest("1") }) },
    ],
    [
        "an artifact with a scheme that there is none of",
        onAws({ [`${second}.artifact`]: "ftp://models/2.onnx" }),
        {
            code: "config/value",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "ftp://models/2.onnx",
        },
    ],
    [
        "an artefact of a registry without a tag",
        onAws({ [`${second}.artifact`]: "oci://registry.example.com/models/screening" }),
        {
            code: "config/value",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "oci://registry.example.com/models/screening",
        },
    ],
    [
        "an artifact that its cloud can't get",
        onAws({ [`${second}.artifact`]: "gs://models/2.onnx" }),
        {
            code: "capability/artifact-scheme",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "gs://models/2.onnx",
        },
    ],
    [
        "two models of one name",
        on("aws", {
            "models[1]": {
                name: "screening",
                releases: { "1.0.0": { artifact: "s3://models/3.onnx", digest: digest("3") } },
                traffic: [{ version: "1.0.0", percent: 100 }],
            },
        }),
        {
            code: "model/name-twice",
            path: "models[1].name",
            value: "screening",
        },
    ],
    [
        "two releases of one name, where names have no dots",
        on("aws", {
            'models[0].releases["1.0.0-a.b"]': { artifact: "s3://models/3.onnx", digest: digest("3") },
            'models[0].releases["1.0.0-a-b"]': { artifact: "s3://models/4.onnx", digest: digest("4") },
        }),
        {
            code: "name/release-twice",
            path: 'models[0].releases["1.0.0-a-b"]',
            value: "screening-1-0-0-a-b",
        },
    ],
    [
        "a wave in a region that no cell has",
        onAws({ 'models[0].regions["aws:eu-north-1"].traffic': [{ version: "1.0.0", percent: 100 }] }),
        {
            code: "model/unknown-region",
            path: 'models[0].regions["aws:eu-north-1"]',
            value: "aws:eu-north-1",
        },
    ],
    [
        "a model in a cell that there is none of",
        onAws({ "models[0].cells": ["eu", "uk"] }),
        {
            code: "model/unknown-cell",
            path: "models[0].cells[1]",
            value: "uk",
        },
    ],
    [
        "a model twice in a cell",
        onAws({ "models[0].cells": ["eu", "us", "eu"] }),
        {
            code: "model/cell-twice",
            path: "models[0].cells[2]",
            value: "eu",
        },
    ],
    [
        "a cell in which no model runs",
        onAws({ "models[0].cells": ["eu"] }),
        {
            code: "cell/no-model",
            path: "cells[1]",
            value: "us",
        },
    ],
    [
        "subjects told apart by what changes",
        onAws({ "models[0].stickyBy": "header:authorization" }),
        {
            code: "model/sticky-header",
            path: "models[0].stickyBy",
            value: "header:authorization",
        },
    ],
    [
        "a shadow of a release that there is none of",
        on("local", { "models[0].shadow": { version: "3.0.0", percent: 5 } }),
        {
            code: "shadow/unknown-release",
            path: "models[0].shadow.version",
            value: "3.0.0",
        },
    ],
    [
        "a shadow that answers",
        on("local", { "models[0].shadow": { version: "2.0.0", percent: 5 } }),
        {
            code: "shadow/answers",
            path: "models[0].shadow.version",
            value: "2.0.0",
        },
    ],
    [
        "a shadow where TLS ends before the gate",
        on("aws", {
            "models[0].traffic": [{ version: "1.0.0", percent: 100 }],
            "models[0].shadow": { version: "2.0.0", percent: 5 },
        }),
        {
            code: "capability/shadow",
            path: "models[0].shadow",
        },
    ],
    [
        "batches of a release whose first dimension is fixed",
        onAws({
            "models[0].batching": { size: 8 },
            [`${second}.signature`]: {
                inputs: [{ name: "features", datatype: "FP32", shape: [1, 3] }],
                outputs: [{ name: "probability", datatype: "FP32", shape: [-1] }],
            },
        }),
        {
            code: "batching/fixed-rows",
            path: "models[0].batching",
            value: "features of release 2.0.0 with shape [1, 3]",
        },
    ],
];
