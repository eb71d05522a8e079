import { type Refused, on, onAws } from "../sketches";

/** Artifacts that every cloud can get. */
const fromWeb = {
    'models[0].releases["1.0.0"].artifact': "https://models.example.com/1.onnx",
    'models[0].releases["2.0.0"].artifact': "https://models.example.com/2.onnx",
};

/** Each fault of routing, alone in a config that has no other. */
export const routing: Refused[] = [
    [
        "protected data where TLS may end at any point of presence",
        onAws({ "routing.edge": "global" }),
        {
            code: "residency/edge-global",
            path: "routing.edge",
            value: "global",
        },
    ],
    [
        "protected data under a shared name",
        onAws({ "routing.sharedName": true }),
        {
            code: "residency/shared-name",
            path: "routing.sharedName",
            value: true,
        },
    ],
    [
        "no domain where cells are reached by name",
        onAws({ domain: undefined }),
        {
            code: "routing/domain-missing",
            path: "domain",
        },
    ],
    [
        "regions on two clouds, and no word on whose names route",
        on("aws", { "cells[0].regions[1]": "azure:westeurope", ...fromWeb }),
        {
            code: "routing/names-missing",
            path: "routing.names",
        },
    ],
    [
        "an edge that the cloud hasn't",
        on("gcp", { "routing.edge": "anycast" }),
        {
            code: "capability/edge",
            path: "routing.edge",
            value: "anycast",
        },
    ],
    [
        "names that can't route to another cloud's fronts",
        on("aws", { "cells[0].regions[1]": "gcp:europe-west3", "routing.names": "gcp", ...fromWeb }),
        {
            code: "capability/names-front",
            path: "routing.names",
            value: "gcp",
        },
    ],
    [
        "checks more often than the routing product makes them",
        onAws({ "routing.failover.everySeconds": 5 }),
        {
            code: "capability/check-interval",
            path: "routing.failover.everySeconds",
            value: 5,
        },
    ],
    [
        "checks more often than another product makes them",
        on("gcp", { "routing.failover.everySeconds": 10 }),
        {
            code: "capability/check-interval",
            path: "routing.failover.everySeconds",
            value: 10,
        },
    ],
    [
        "fewer failed checks than the routing product counts",
        onAws({ "routing.edge": "anycast", "routing.failover.unhealthyAfter": 1 }),
        {
            code: "capability/check-threshold",
            path: "routing.failover.unhealthyAfter",
            value: 1,
        },
    ],
    [
        "a region out of traffic that no cell has",
        onAws({ "routing.drain": ["aws:eu-north-1"] }),
        {
            code: "drain/unknown-region",
            path: "routing.drain[0]",
            value: "aws:eu-north-1",
        },
    ],
    [
        "a region out of traffic twice",
        onAws({ "routing.drain": ["aws:eu-west-1", "aws:eu-west-1"] }),
        {
            code: "drain/region-twice",
            path: "routing.drain[1]",
            value: "aws:eu-west-1",
        },
    ],
    [
        "the last region of a cell out of traffic",
        onAws({ "routing.drain": ["aws:eu-west-1", "aws:eu-central-1"], demand: undefined }),
        {
            code: "drain/last-region",
            path: "routing.drain",
            value: "aws:eu-west-1, aws:eu-central-1",
        },
    ],
    [
        "a recovery that is over before a loss is noticed",
        onAws({ "recovery.rtoSeconds": 60 }),
        {
            code: "recovery/rto-below-detection",
            path: "recovery.rtoSeconds",
            value: 60,
        },
    ],
    [
        "no write to be lost, where regions have others' writes only later",
        onAws({ "recovery.rpoSeconds": 0 }),
        {
            code: "recovery/rpo-below-replication",
            path: "recovery.rpoSeconds",
            value: 0,
        },
    ],
];
