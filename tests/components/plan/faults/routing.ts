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
            allowed: "regional, anycast, internal",
            remedy: "let TLS end in the region, since a cell holds protected data",
        },
    ],
    [
        "protected data under a shared name",
        onAws({ "routing.sharedName": true }),
        {
            code: "residency/shared-name",
            path: "routing.sharedName",
            value: true,
            allowed: "false, where a cell holds protected data",
            remedy: "have clients name their cell: where a caller happens to be must not decide where its data goes",
        },
    ],
    [
        "no domain where cells are reached by name",
        onAws({ domain: undefined }),
        {
            code: "routing/domain-missing",
            path: "domain",
            allowed: "a DNS name of two labels or more",
            remedy: "say the domain under which cells are reached, or let clients be internal only (routing.edge: internal)",
        },
    ],
    [
        "regions on two clouds, and no word on whose names route",
        on("aws", { "cells[0].regions[1]": "azure:westeurope", ...fromWeb }),
        {
            code: "routing/names-missing",
            path: "routing.names",
            allowed: "aws, azure",
            remedy: "say which cloud's names send clients to regions, since regions are on several",
        },
    ],
    [
        "an edge that the cloud hasn't",
        on("gcp", { "routing.edge": "anycast" }),
        {
            code: "capability/edge",
            path: "routing.edge",
            value: "anycast",
            allowed: "regional, global, internal on gcp",
            remedy: "use an edge mode that the cloud has",
        },
    ],
    [
        "names that can't route to another cloud's fronts",
        on("aws", { "cells[0].regions[1]": "gcp:europe-west3", "routing.names": "gcp", ...fromWeb }),
        {
            code: "capability/names-front",
            path: "routing.names",
            value: "gcp",
            allowed: "aws, azure",
            remedy: "gcp can't route regional to fronts on aws: use names of aws or azure",
        },
    ],
    [
        "checks more often than the routing product makes them",
        onAws({ "routing.failover.everySeconds": 5 }),
        {
            code: "capability/check-interval",
            path: "routing.failover.everySeconds",
            value: 5,
            allowed: "10 or 30 with Route 53 latency records",
            remedy: "check less often",
        },
    ],
    [
        "checks more often than another product makes them",
        on("gcp", { "routing.failover.everySeconds": 10 }),
        {
            code: "capability/check-interval",
            path: "routing.failover.everySeconds",
            value: 10,
            allowed: "30 or more with Cloud DNS geolocation policy",
            remedy: "check less often",
        },
    ],
    [
        "fewer failed checks than the routing product counts",
        onAws({ "routing.edge": "anycast", "routing.failover.unhealthyAfter": 1 }),
        {
            code: "capability/check-threshold",
            path: "routing.failover.unhealthyAfter",
            value: 1,
            allowed: "2 to 10 with Global Accelerator, one for each cell",
            remedy: "use a number of failed checks that can be had",
        },
    ],
    [
        "a region out of traffic that no cell has",
        onAws({ "routing.drain": ["aws:eu-north-1"] }),
        {
            code: "drain/unknown-region",
            path: "routing.drain[0]",
            value: "aws:eu-north-1",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:us-east-1, aws:us-west-2",
            remedy: "name a region that serves a cell",
        },
    ],
    [
        "a region out of traffic twice",
        onAws({ "routing.drain": ["aws:eu-west-1", "aws:eu-west-1"] }),
        {
            code: "drain/region-twice",
            path: "routing.drain[1]",
            value: "aws:eu-west-1",
            allowed: "each region once",
            remedy: "name each region once",
        },
    ],
    [
        "the last region of a cell out of traffic",
        onAws({ "routing.drain": ["aws:eu-west-1", "aws:eu-central-1"], demand: undefined }),
        {
            code: "drain/last-region",
            path: "routing.drain",
            value: "aws:eu-west-1, aws:eu-central-1",
            allowed: "at least one region of cell eu in traffic",
            remedy: "leave a region to the cell: its traffic may go nowhere else",
        },
    ],
    [
        "a recovery that is over before a loss is noticed",
        onAws({ "recovery.rtoSeconds": 60 }),
        {
            code: "recovery/rto-below-detection",
            path: "recovery.rtoSeconds",
            value: 60,
            allowed: "90 or more, after which a lost region is noticed",
            remedy: "check more often or with fewer failures (routing.failover), or allow more time",
        },
    ],
    [
        "no write to be lost, where regions have others' writes only later",
        onAws({ "recovery.rpoSeconds": 0 }),
        {
            code: "recovery/rpo-below-replication",
            path: "recovery.rpoSeconds",
            value: 0,
            allowed: "more than 0, where store.consistency is eventual",
            remedy: "allow for what is under way between regions, or use store.consistency: strong",
        },
    ],
];
