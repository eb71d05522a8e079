import { type Refused, on } from "../sketches";
import { pinnedImage } from "../../../support/images";

const madrid = { city: "Madrid", country: "ES", latitude: 40.42, longitude: -3.7 };

const features = { name: "features", partitionKey: "subject" };

const image = pinnedImage();

/** Artifacts that every cloud can get. */
const fromWeb = {
    'models[0].releases["1.0.0"].artifact': "https://models.example.com/1.onnx",
    'models[0].releases["2.0.0"].artifact': "https://models.example.com/2.onnx",
};

const backedUp = {
    'places["kubernetes:hel-onprem"]': { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 },
    "cells[0].backup": "kubernetes:hel-onprem",
};

/** Each fault of asking for what a cloud can't do, alone in a config that has no other. */
export const capabilities: Refused[] = [
    [
        "strong reads on kubernetes",
        on("kubernetes", { ...backedUp, store: { tables: [features], consistency: "strong" } }),
        {
            code: "capability/store",
            path: "store.consistency",
            value: "strong",
        },
    ],
    [
        "alarms on unusual cost on gcp",
        on("gcp", { budget: { monthly: 5, currency: "EUR", anomalies: true } }),
        {
            code: "capability/budget",
            path: "budget.anomalies",
            value: true,
        },
    ],
    [
        "an audit trail on kubernetes",
        on("kubernetes", { "observability.audit": true }),
        {
            code: "capability/observability",
            path: "observability.audit",
            value: true,
        },
    ],
    [
        "a key that exists already on kubernetes",
        on("kubernetes", { 'cells[0].existing["kubernetes:fra-onprem"].key': "k" }),
        {
            code: "capability/existing",
            path: 'cells[0].existing["kubernetes:fra-onprem"].key',
        },
    ],
    [
        "a cache on local",
        on("local", { "serving.cache": { ttlSeconds: 60 } }),
        {
            code: "capability/cache",
            path: "serving.cache",
        },
    ],
    [
        "a shared name on local",
        on("local", { "routing.sharedName": true }),
        {
            code: "capability/name",
            path: "routing.sharedName",
            value: true,
        },
    ],
    [
        "named callers on local",
        on("local", { 'serving.access["local:eu-west"].invokers': ["x"] }),
        {
            code: "capability/access",
            path: 'serving.access["local:eu-west"].invokers',
        },
    ],
    [
        "managed hosting on gcp",
        on("gcp", { "serving.hosting": "managed" }),
        {
            code: "capability/hosting",
            path: "serving.hosting",
            value: "managed",
        },
    ],
    [
        "GPUs in functions",
        on("gcp", { serving: { hosting: "function", gpu: {} } }),
        {
            code: "capability/hosting",
            path: "serving.gpu",
        },
    ],
    [
        "several replicas on local",
        on("local", { "serving.scaling.max": 5 }),
        {
            code: "capability/hosting",
            path: "serving.scaling.max",
            value: 5,
        },
    ],
    [
        "a replica larger than the largest",
        on("azure", { "serving.cpu": 16 }),
        {
            code: "capability/size",
            path: "serving.cpu",
            value: 16,
        },
    ],
    [
        "a simulated map where no region is of this machine",
        on("aws", { local: {} }),
        {
            code: "capability/settings",
            path: "local",
        },
    ],
    [
        "a region of nodes of a cluster that no cell has",
        on("kubernetes", {
            kubernetes: {
                images: { gate: image, runtime: image, fetch: image },
                nodeRegions: { "kubernetes:osl-onprem": "eu-north-1" },
            },
        }),
        {
            code: "kubernetes/unknown-region",
            path: 'kubernetes.nodeRegions["kubernetes:osl-onprem"]',
            value: "kubernetes:osl-onprem",
        },
    ],
    [
        "a Prometheus of a cluster that no cell has",
        on("kubernetes", {
            kubernetes: {
                images: { gate: image, runtime: image, fetch: image },
                hub: {
                    prometheus: { namespace: "a", regions: { "kubernetes:osl-onprem": { namespace: "b" } } },
                },
            },
        }),
        {
            code: "kubernetes/unknown-region",
            path: 'kubernetes.hub.prometheus.regions["kubernetes:osl-onprem"]',
            value: "kubernetes:osl-onprem",
        },
    ],
    [
        "options of AWS where no region is of AWS",
        on("gcp", { aws: { images: { gate: image, server: image, fetch: image } } }),
        {
            code: "capability/settings",
            path: "aws",
        },
    ],
    [
        "a name of a service account that is too long",
        on("gcp", { service: "forecasts-of-demand-in-europe" }),
        {
            code: "name/limit",
            path: "cells[0].name",
            value: "forecasts-of-demand-in-europe-main-euw1",
        },
    ],
    [
        "a name that two regions of a cell would have",
        on("aws", {
            "cells[0].regions[1]": "kubernetes:eu-west-1",
            'places["kubernetes:eu-west-1"]': madrid,
            "routing.names": "aws",
            ...fromWeb,
        }),
        {
            code: "name/region-host-twice",
            path: "cells[0].regions[1]",
            value: "kubernetes:eu-west-1",
        },
    ],
];
