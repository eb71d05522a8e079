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
            allowed: "strongly consistent reads in every region: on aws, gcp, azure, local",
            remedy: "remove it, or leave kubernetes, which can't: a leader that was cut off goes on answering reads for a while",
        },
    ],
    [
        "alarms on unusual cost on gcp",
        on("gcp", { budget: { monthly: 5, currency: "EUR", anomalies: true } }),
        {
            code: "capability/budget",
            path: "budget.anomalies",
            value: true,
            allowed: "alarms on unusual cost: on aws, azure, kubernetes",
            remedy: "remove it, or leave gcp, which can't: the SDK has no resource for anomalies of cost",
        },
    ],
    [
        "an audit trail on kubernetes",
        on("kubernetes", { "observability.audit": true }),
        {
            code: "capability/observability",
            path: "observability.audit",
            value: true,
            allowed: "an audit trail: on aws, gcp, azure, local",
            remedy: "remove it, or leave kubernetes, which can't: what a cluster's control plane logs isn't set through its API",
        },
    ],
    [
        "a key that exists already on kubernetes",
        on("kubernetes", { 'cells[0].existing["kubernetes:fra-onprem"].key': "k" }),
        {
            code: "capability/existing",
            path: 'cells[0].existing["kubernetes:fra-onprem"].key',
            allowed: "a key that exists already: on aws, gcp, azure",
            remedy: "remove it, or leave kubernetes, which can't: a cluster brings its keys",
        },
    ],
    [
        "a cache on local",
        on("local", { "serving.cache": { ttlSeconds: 60 } }),
        {
            code: "capability/cache",
            path: "serving.cache",
            allowed: "a cache of predictions: on aws, gcp, azure, kubernetes",
            remedy: "remove it, or leave local, which can't: a request takes a few milliseconds on this machine",
        },
    ],
    [
        "a shared name on local",
        on("local", { "routing.sharedName": true }),
        {
            code: "capability/name",
            path: "routing.sharedName",
            value: true,
            allowed: "a name shared by cells, for services without protected data: on aws, gcp, azure, kubernetes",
            remedy: "remove it, or leave local, which can't: names are host names of single cells, at ports of this machine",
        },
    ],
    [
        "named callers on local",
        on("local", { 'serving.access["local:eu-west"].invokers': ["x"] }),
        {
            code: "capability/access",
            path: 'serving.access["local:eu-west"].invokers',
            allowed: "named principals that may call models in a region: on aws, gcp, azure, kubernetes",
            remedy: "remove it, or leave local, which can't: callers prove who they are to the gate: use auth",
        },
    ],
    [
        "managed hosting on gcp",
        on("gcp", { "serving.hosting": "managed" }),
        {
            code: "capability/hosting",
            path: "serving.hosting",
            value: "managed",
            allowed: "the cloud's own model servers: on aws, azure, kubernetes",
            remedy: "use another hosting, as container, or leave gcp, which can't: the SDK has no resource that deploys a model of one's own to a Vertex AI endpoint",
        },
    ],
    [
        "GPUs in functions",
        on("gcp", { serving: { hosting: "function", gpu: {} } }),
        {
            code: "capability/hosting",
            path: "serving.gpu",
            allowed: "GPUs: in function on aws",
            remedy: "remove it, use another hosting, or leave gcp, which can't: functions have none",
        },
    ],
    [
        "several replicas on local",
        on("local", { "serving.scaling.max": 5 }),
        {
            code: "capability/hosting",
            path: "serving.scaling.max",
            value: 5,
            allowed: "several replicas of a release: in container on aws, gcp, azure, kubernetes",
            remedy: "remove it, use another hosting, or leave local, which can't: one process serves a release",
        },
    ],
    [
        "a replica larger than the largest",
        on("azure", { "serving.cpu": 16 }),
        {
            code: "capability/size",
            path: "serving.cpu",
            value: 16,
            allowed: "4 or less, with Container Apps on azure",
            remedy: "make replicas smaller, or use hosting: instances",
        },
    ],
    [
        "a simulated map where no region is of this machine",
        on("aws", { local: {} }),
        {
            code: "capability/settings",
            path: "local",
            allowed: "where a cell has a region local:<name>",
            remedy: "remove it, or give a cell a region of this machine",
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
            allowed: "kubernetes:fra-onprem, kubernetes:lis-onprem",
            remedy: "name a region of a cell, or its backup place",
        },
    ],
    [
        "what only AWS is told where no region is of AWS",
        on("gcp", { aws: { images: { gate: image, server: image, fetch: image } } }),
        {
            code: "capability/settings",
            path: "aws",
            allowed: "where a cell has a region aws:<name>",
            remedy: "remove it, or give a cell a region of aws",
        },
    ],
    [
        "a name of a service account that is too long",
        on("gcp", { service: "forecasts-of-demand-in-europe" }),
        {
            code: "name/limit",
            path: "cells[0].name",
            value: "forecasts-of-demand-in-europe-main-euw1",
            allowed:
                "6 to 30 characters, suffix included, that match /^[a-z]([a-z0-9-]*[a-z0-9])?$/, for the name of the service account on gcp",
            remedy: "shorten what it is made of by 9 characters",
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
            allowed: "a region that is not called as aws:eu-west-1 is",
            remedy: "name the region otherwise, where the name is yours, or give it to another cell",
        },
    ],
];
