import { digest } from "../screening";
import { type Refused, on, onAws } from "../sketches";

const siem = {
    name: "siem",
    to: "otlp",
    endpoint: "https://siem.example/v1/logs",
    place: "aws:eu-west-1",
    cells: ["eu"],
};

const second = 'models[0].releases["2.0.0"]';

/** Each fault of a config's form, alone in a config that has no other. */
export const form: Refused[] = [
    [
        "a key that there is none of, near one that there is",
        onAws({ "cells[0].jurisdiction": ["EU"] }),
        {
            code: "config/unknown-key",
            path: "cells[0].jurisdiction",
        },
    ],
    [
        "a key that is like no other",
        onAws({ "routing.color": "red" }),
        {
            code: "config/unknown-key",
            path: "routing.color",
        },
    ],
    [
        "a key that is missing",
        onAws({ service: undefined }),
        {
            code: "config/missing",
            path: "service",
        },
    ],
    [
        "a key that is missing, since it is mistyped",
        onAws({ service: undefined, servce: "screening" }),
        {
            code: "config/unknown-key",
            path: "servce",
        },
    ],
    [
        "an empty section",
        onAws({ models: null }),
        {
            code: "config/type",
            path: "models",
            value: null,
        },
    ],
    [
        "a text in place of a list",
        onAws({ "cells[0].regions": "aws:eu-west-1" }),
        {
            code: "config/type",
            path: "cells[0].regions",
            value: "aws:eu-west-1",
        },
    ],
    [
        "a number in quotes",
        onAws({ "budget.monthly": "12000" }),
        {
            code: "config/type",
            path: "budget.monthly",
            value: "12000",
        },
    ],
    [
        "a share as percents",
        onAws({ "demand.places[0].share": "40%" }),
        {
            code: "config/type",
            path: "demand.places[0].share",
            value: "40%",
        },
    ],
    [
        "a number out of range",
        onAws({ "routing.limits.retries": -1 }),
        {
            code: "config/value",
            path: "routing.limits.retries",
            value: -1,
        },
    ],
    [
        "a share of more than all",
        onAws({ "models[0].traffic[0].percent": 101 }),
        {
            code: "config/value",
            path: "models[0].traffic[0].percent",
            value: 101,
        },
    ],
    [
        "half a replica",
        onAws({ "serving.scaling.min": 1.5 }),
        {
            code: "config/value",
            path: "serving.scaling.min",
            value: 1.5,
        },
    ],
    [
        "a value that is none of a list",
        onAws({ "cells[0].standards[0]": "GDPR" }),
        {
            code: "config/value",
            path: "cells[0].standards[0]",
            value: "GDPR",
        },
    ],
    [
        "a name that makes no host name",
        onAws({ service: "Screening" }),
        {
            code: "config/value",
            path: "service",
            value: "Screening",
        },
    ],
    [
        "a domain that is an address",
        onAws({ domain: "https://screening.example.com/" }),
        {
            code: "config/value",
            path: "domain",
            value: "https://screening.example.com/",
        },
    ],
    [
        "a country that ISO calls otherwise",
        on("aws", { demand: { places: [{ country: "UK" }] } }),
        {
            code: "config/value",
            path: "demand.places[0].country",
            value: "UK",
        },
    ],
    [
        "a release that is called as a tag",
        on("aws", { 'models[0].releases["v3.0.0"]': { artifact: "s3://models/3.onnx", digest: digest("3") } }),
        {
            code: "config/key",
            path: 'models[0].releases["v3.0.0"]',
            value: "v3.0.0",
        },
    ],
    [
        "a secret in plain text",
        onAws({ [`${second}.artifact`]: "https://me:hunter2@models.example.com/2.onnx" }),
        {
            code: "config/secret-in-clear",
            path: 'models[0].releases["2.0.0"].artifact',
        },
    ],
    [
        "a secret that is not set",
        onAws({ "observability.exports": [{ ...siem, token: { secret: "siem" } }] }),
        {
            code: "secret/missing",
            path: "observability.exports[0].token.secret",
            value: "siem",
        },
        { secrets: ["splunk"] },
    ],
    [
        "a key of a namespace that is mistyped",
        onAws(),
        {
            code: "config/namespace",
            path: "meridan:routing",
        },
        { keys: { all: ["meridian:cells", "meridan:routing"], project: "shop" } },
    ],
];
