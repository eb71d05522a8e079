import { type Refused, on, onAws } from "../sketches";

/** Each fault of demand and capacity, alone in a config that has no other. */
export const demand: Refused[] = [
    [
        "demand that the most replicas can't carry with one region lost",
        onAws({ "demand.peakRps": 8000 }),
        {
            code: "capacity/one-region-lost",
            path: "serving.scaling.max",
            value: 20,
        },
    ],
    [
        "one region alone that is to survive the loss of one",
        on("aws", { "cells[0].regions": ["aws:eu-west-1"], "serving.scaling.survives": "one-region" }),
        {
            code: "capacity/single-region",
            path: "serving.scaling.survives",
            value: "one-region",
        },
    ],
    [
        "fewer replicas at most than at least",
        onAws({ "serving.scaling": { min: 5, max: 3 }, demand: undefined }),
        {
            code: "scaling/min-over-max",
            path: "serving.scaling.min",
            value: 5,
        },
    ],
    [
        "hours of more replicas than there may be",
        on("kubernetes", { "serving.scaling.hours": [{ from: "08:00", to: "18:00", timezone: "UTC", min: 11 }] }),
        {
            code: "scaling/hours-over-max",
            path: "serving.scaling.hours[0].min",
            value: 11,
        },
    ],
    [
        "hours that end when they begin",
        on("kubernetes", { "serving.scaling.hours": [{ from: "08:00", to: "08:00", timezone: "UTC", min: 5 }] }),
        {
            code: "scaling/hours-empty",
            path: "serving.scaling.hours[0].to",
            value: "08:00",
        },
    ],
    [
        "people named in a region that no cell has",
        onAws({ 'serving.access["aws:eu-west-3"].invokers': ["x"] }),
        {
            code: "serving/access-elsewhere",
            path: 'serving.access["aws:eu-west-3"]',
            value: "aws:eu-west-3",
        },
    ],
    [
        "requests to a model, and nowhere that any come from",
        onAws({ demand: undefined, "models[0].demand": { peakRps: 100, rpsPerReplica: 10 } }),
        {
            code: "demand/places-unknown",
            path: "models[0].demand",
        },
    ],
    [
        "requests to a model without what a replica serves",
        onAws({ "demand.peakRps": undefined, "demand.rpsPerReplica": undefined, "models[0].demand": { peakRps: 100 } }),
        {
            code: "demand/replica-unknown",
            path: "models[0].demand.peakRps",
            value: 100,
        },
    ],
    [
        "a place by city and country",
        onAws({ "demand.places[0].country": "PT" }),
        {
            code: "demand/place",
            path: "demand.places[0]",
            value: "both",
        },
    ],
    [
        "a city that the catalogue calls otherwise",
        onAws({ "demand.places[0].city": "Lisboa" }),
        {
            code: "catalogue/unknown-city",
            path: "demand.places[0].city",
            value: "Lisboa",
        },
    ],
    [
        "a country without a city of the catalogue",
        on("aws", { demand: { places: [{ country: "VA" }] } }),
        {
            code: "catalogue/unknown-country",
            path: "demand.places[0].country",
            value: "VA",
        },
    ],
    [
        "a place of which no cell, or several, could be meant",
        onAws({ "demand.places[0].city": "Tokyo" }),
        {
            code: "demand/cell-unclear",
            path: "demand.places[0]",
            value: "Tokyo",
        },
    ],
    [
        "a place of a cell that there is none of",
        onAws({ "demand.places[0].cell": "uk" }),
        {
            code: "demand/unknown-cell",
            path: "demand.places[0].cell",
            value: "uk",
        },
    ],
    [
        "shares of places that don't sum to 1",
        onAws({ "demand.places[0].share": 0.5 }),
        {
            code: "demand/shares-sum",
            path: "demand.places",
            value: 1.1,
        },
    ],
    [
        "a peak without what a replica carries",
        onAws({ "demand.rpsPerReplica": undefined }),
        {
            code: "demand/replica-unknown",
            path: "demand.peakRps",
            value: 800,
        },
    ],
    [
        "requests larger than gates admit",
        onAws({ "demand.payloadKiB": 9000 }),
        {
            code: "demand/payload-over-limit",
            path: "demand.payloadKiB",
            value: 9000,
        },
    ],
];
