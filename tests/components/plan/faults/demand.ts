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
            allowed: "35 replicas or more, for release 1.0.0 of screening in aws:us-east-1 with aws:us-west-2 lost",
            remedy: "raise serving.scaling.max, add a region to cell us, or use replicas that serve more",
        },
    ],
    [
        "one region alone that is to survive the loss of one",
        on("aws", { "cells[0].regions": ["aws:eu-west-1"], "serving.scaling.survives": "one-region" }),
        {
            code: "capacity/single-region",
            path: "serving.scaling.survives",
            value: "one-region",
            allowed: "nothing, while main has one region in traffic",
            remedy: "add a region to the cell: its traffic may go nowhere else",
        },
    ],
    [
        "fewer replicas at most than at least",
        onAws({ "serving.scaling": { min: 5, max: 3 }, demand: undefined }),
        {
            code: "scaling/min-over-max",
            path: "serving.scaling.min",
            value: 5,
            allowed: "3 or less, which is max",
            remedy: "lower min, or raise max",
        },
    ],
    [
        "hours of more replicas than there may be",
        on("kubernetes", { "serving.scaling.hours": [{ from: "08:00", to: "18:00", timezone: "UTC", min: 11 }] }),
        {
            code: "scaling/hours-over-max",
            path: "serving.scaling.hours[0].min",
            value: 11,
            allowed: "10 or less, which is max",
            remedy: "lower it, or raise serving.scaling.max",
        },
    ],
    [
        "hours that end when they begin",
        on("kubernetes", { "serving.scaling.hours": [{ from: "08:00", to: "08:00", timezone: "UTC", min: 5 }] }),
        {
            code: "scaling/hours-empty",
            path: "serving.scaling.hours[0].to",
            value: "08:00",
            allowed: "another time than 08:00, when they begin",
            remedy: "name the time when they end, or raise serving.scaling.min for all hours",
        },
    ],
    [
        "people named in a region that no cell has",
        onAws({ 'serving.access["aws:eu-west-3"].invokers': ["x"] }),
        {
            code: "serving/access-elsewhere",
            path: 'serving.access["aws:eu-west-3"]',
            value: "aws:eu-west-3",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:us-east-1, aws:us-west-2",
            remedy: "name a region of a cell",
        },
    ],
    [
        "requests to a model, and nowhere that any come from",
        onAws({ demand: undefined, "models[0].demand": { peakRps: 100, rpsPerReplica: 10 } }),
        {
            code: "demand/places-unknown",
            path: "models[0].demand",
            allowed: "with demand",
            remedy: "say under demand.places where requests come from, or remove it",
        },
    ],
    [
        "requests to a model without what a replica serves",
        onAws({ "demand.peakRps": undefined, "demand.rpsPerReplica": undefined, "models[0].demand": { peakRps: 100 } }),
        {
            code: "demand/replica-unknown",
            path: "models[0].demand.peakRps",
            value: 100,
            allowed: "with rpsPerReplica",
            remedy: "measure what one replica serves within its objectives, and say it as demand.rpsPerReplica, or the model's own",
        },
    ],
    [
        "a place by city and country",
        onAws({ "demand.places[0].country": "PT" }),
        {
            code: "demand/place",
            path: "demand.places[0]",
            value: "both",
            allowed: "one of city, country",
            remedy: "say where, once",
        },
    ],
    [
        "a city that the catalogue calls otherwise",
        onAws({ "demand.places[0].city": "Lisboa" }),
        {
            code: "catalogue/unknown-city",
            path: "demand.places[0].city",
            value: "Lisboa",
            allowed: "a city of the catalogue, or country instead",
            remedy: "write Lisbon, if that is meant",
        },
    ],
    [
        "a country without a city of the catalogue",
        on("aws", { demand: { places: [{ country: "VA" }] } }),
        {
            code: "catalogue/unknown-country",
            path: "demand.places[0].country",
            value: "VA",
            allowed: "the ISO 3166 code of a country with a city of the catalogue",
            remedy: "name a large city near by, as city",
        },
    ],
    [
        "a place of which no cell, or several, could be meant",
        onAws({ "demand.places[0].city": "Tokyo" }),
        {
            code: "demand/cell-unclear",
            path: "demand.places[0]",
            value: "Tokyo",
            allowed: "eu, us",
            remedy: "name the cell that requests from there state: none, or several, admit the country",
        },
    ],
    [
        "a place of a cell that there is none of",
        onAws({ "demand.places[0].cell": "uk" }),
        {
            code: "demand/unknown-cell",
            path: "demand.places[0].cell",
            value: "uk",
            allowed: "eu, us",
            remedy: "name a cell",
        },
    ],
    [
        "shares of places that don't sum to 1",
        onAws({ "demand.places[0].share": 0.5 }),
        {
            code: "demand/shares-sum",
            path: "demand.places",
            value: 1.1,
            allowed: "a share for every place, 1 in all; or for none",
            remedy: "change the shares so that they sum to 1",
        },
    ],
    [
        "a peak without what a replica carries",
        onAws({ "demand.rpsPerReplica": undefined }),
        {
            code: "demand/replica-unknown",
            path: "demand.peakRps",
            value: 800,
            allowed: "with rpsPerReplica",
            remedy: "measure what one replica serves within its objectives, and say it as demand.rpsPerReplica",
        },
    ],
    [
        "requests larger than gates let in",
        onAws({ "demand.payloadKiB": 9000 }),
        {
            code: "demand/payload-over-limit",
            path: "demand.payloadKiB",
            value: 9000,
            allowed: "8192 or less, which gates let in",
            remedy: "raise routing.limits.bodyKiB, or correct the size of a usual request",
        },
    ],
];
