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
            allowed: "100 in all",
            remedy: "change the shares so that they sum to 100",
        },
    ],
    [
        "a share of a release that there is none of",
        onAws({ "models[0].traffic[1].version": "2.0.1" }),
        {
            code: "traffic/unknown-release",
            path: "models[0].traffic[1].version",
            value: "2.0.1",
            allowed: "1.0.0, 2.0.0",
            remedy: "name a release of the model, or add it under releases",
        },
    ],
    [
        "two shares of one release",
        onAws({ "models[0].traffic[1].version": "1.0.0" }),
        {
            code: "traffic/release-twice",
            path: "models[0].traffic[1].version",
            value: "1.0.0",
            allowed: "each release once",
            remedy: "give each release one share",
        },
    ],
    [
        "two releases of one digest",
        onAws({ [`${second}.digest`]: digest("1") }),
        {
            code: "release/digest-twice",
            path: 'models[0].releases["2.0.0"].digest',
            value: digest("1"),
            allowed: "a digest that differs from that of 1.0.0",
            remedy: "name the artifact of this release, or remove the release",
        },
    ],
    [
        "a release without a digest, here and in the lock",
        onAws({ [`${second}.digest`]: undefined }),
        {
            code: "release/digest-missing",
            path: 'models[0].releases["2.0.0"].digest',
            allowed: "sha256:<64 hexadecimal digits>, here or in the lock",
            remedy: "run `meridian resolve`, and commit meridian.lock.json",
        },
    ],
    [
        "a digest of another form",
        onAws({ [`${second}.digest`]: "sha256:2" }),
        {
            code: "config/value",
            path: 'models[0].releases["2.0.0"].digest',
            value: "sha256:2",
            allowed: "sha256:<64 hexadecimal digits>",
            remedy: "correct the value",
        },
    ],
    [
        "a placeholder for a digest",
        onAws({ [`${second}.digest`]: placeholder }),
        {
            code: "release/digest-placeholder",
            path: 'models[0].releases["2.0.0"].digest',
            value: placeholder,
            allowed: "sha256:<64 hexadecimal digits>, no 48 successive digits of which repeat a pattern",
            remedy: "leave the digest out, run `meridian resolve`, and commit meridian.lock.json",
        },
    ],
    [
        "a placeholder for the digest of a baseline",
        onAws({ [`${second}.baseline`]: { artifact: "s3://models/2.json", digest: placeholder } }),
        {
            code: "release/digest-placeholder",
            path: 'models[0].releases["2.0.0"].baseline.digest',
            value: placeholder,
            allowed: "sha256:<64 hexadecimal digits>, no 48 successive digits of which repeat a pattern",
            remedy: "write the digest of the file, as sha256sum prints it",
        },
    ],
    [
        "an artifact that the lock knows otherwise",
        onAws(),
        {
            code: "lock/other-artifact",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "s3://models/2.onnx",
            allowed: "s3://models/other.onnx, as the lock has it",
            remedy: "run `meridian resolve`, and commit meridian.lock.json",
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
            allowed: `${digest("1")}, as the lock has it`,
            remedy: "correct the digest, or run `meridian resolve`, and commit meridian.lock.json",
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
            allowed: "file:, https:, s3:, gs:, az:, oci: or mlflow: and where",
            remedy: "correct the value",
        },
    ],
    [
        "an artefact of a registry without a tag",
        onAws({ [`${second}.artifact`]: "oci://registry.example.com/models/screening" }),
        {
            code: "config/value",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "oci://registry.example.com/models/screening",
            allowed: "oci://<registry>/<repository>:<tag>, or @sha256:<digest>",
            remedy: "correct the value",
        },
    ],
    [
        "an artifact that its cloud can't get",
        onAws({ [`${second}.artifact`]: "gs://models/2.onnx" }),
        {
            code: "capability/artifact-scheme",
            path: 'models[0].releases["2.0.0"].artifact',
            value: "gs://models/2.onnx",
            allowed: "file:, https:, s3: on aws",
            remedy: "name the artifact in a way that the cloud can get it",
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
            allowed: "each name once",
            remedy: "give each model a name of its own",
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
            allowed: "a name that 1.0.0-a.b of screening does not have",
            remedy: "rename the model, or number the release otherwise",
        },
    ],
    [
        "a wave in a region that no cell has",
        onAws({ 'models[0].regions["aws:eu-north-1"].traffic': [{ version: "1.0.0", percent: 100 }] }),
        {
            code: "model/unknown-region",
            path: 'models[0].regions["aws:eu-north-1"]',
            value: "aws:eu-north-1",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:us-east-1, aws:us-west-2",
            remedy: "name a region of a cell",
        },
    ],
    [
        "a model in a cell that there is none of",
        onAws({ "models[0].cells": ["eu", "uk"] }),
        {
            code: "model/unknown-cell",
            path: "models[0].cells[1]",
            value: "uk",
            allowed: "eu, us",
            remedy: "name a cell",
        },
    ],
    [
        "a model twice in a cell",
        onAws({ "models[0].cells": ["eu", "us", "eu"] }),
        {
            code: "model/cell-twice",
            path: "models[0].cells[2]",
            value: "eu",
            allowed: "each cell once",
            remedy: "remove it",
        },
    ],
    [
        "a cell in which no model runs",
        onAws({ "models[0].cells": ["eu"] }),
        {
            code: "cell/no-model",
            path: "cells[1]",
            value: "us",
            allowed: "a cell in which a model runs",
            remedy: "add us to the cells of a model, or remove the cell",
        },
    ],
    [
        "subjects told apart by what changes",
        onAws({ "models[0].stickyBy": "header:authorization" }),
        {
            code: "model/sticky-header",
            path: "models[0].stickyBy",
            value: "header:authorization",
            allowed: "a header other than authorization, whose name does not begin with x-meridian- or x-envoy-",
            remedy: "name a header that clients send, or a claim of their token, as in claim:sub",
        },
    ],
    [
        "a shadow of a release that there is none of",
        on("local", { "models[0].shadow": { version: "3.0.0", percent: 5 } }),
        {
            code: "shadow/unknown-release",
            path: "models[0].shadow.version",
            value: "3.0.0",
            allowed: "1.0.0, 2.0.0",
            remedy: "name a release of the model, or add it under releases",
        },
    ],
    [
        "a shadow that answers",
        on("local", { "models[0].shadow": { version: "2.0.0", percent: 5 } }),
        {
            code: "shadow/answers",
            path: "models[0].shadow.version",
            value: "2.0.0",
            allowed: "a release that has no share of the traffic",
            remedy: "take it out of traffic, or remove shadow: compared are releases of which one answers nobody",
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
            allowed: "no shadow on aws: its comparer can show the gate no certificate there",
            remedy: "remove shadow, or host the cell where TLS ends in the gate",
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
            allowed: "releases whose inputs and outputs all have -1 as first dimension",
            remedy: "leave batching out, or export the model with an open batch dimension",
        },
    ],
];
