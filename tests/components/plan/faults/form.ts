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
            allowed:
                "name, jurisdictions, standards, dataClasses, regions, primary, backup, failover, safeguards, auth, accounts, existing",
            remedy: "write jurisdictions, if that is meant",
        },
    ],
    [
        "a key that is like no other",
        onAws({ "routing.color": "red" }),
        {
            code: "config/unknown-key",
            path: "routing.color",
            allowed: "edge, by, names, zone, sharedName, failover, drain, auth, limits",
            remedy: "remove the key, or correct its spelling",
        },
    ],
    [
        "a key that is missing",
        onAws({ service: undefined }),
        {
            code: "config/missing",
            path: "service",
            allowed: "text, lower-case letters, digits and inner hyphens, 32 at most, letter first",
            remedy: "add it",
        },
    ],
    [
        "a key that is missing, since it is mistyped",
        onAws({ service: undefined, servce: "screening" }),
        {
            code: "config/unknown-key",
            path: "servce",
            allowed:
                "service, domain, cells, places, models, serving, routing, demand, store, observability, recovery, budget, aws, kubernetes, local",
            remedy: "write service, if that is meant",
        },
    ],
    [
        "an empty section",
        onAws({ models: null }),
        {
            code: "config/type",
            path: "models",
            value: null,
            allowed: "a list, at least one model",
            remedy: "write a value there, or take it out",
        },
    ],
    [
        "a text in place of a list",
        onAws({ "cells[0].regions": "aws:eu-west-1" }),
        {
            code: "config/type",
            path: "cells[0].regions",
            value: "aws:eu-west-1",
            allowed: "a list, at least one region",
            remedy: "make it a list: each item on a line of its own, after a hyphen",
        },
    ],
    [
        "a number in quotes",
        onAws({ "budget.monthly": "12000" }),
        {
            code: "config/type",
            path: "budget.monthly",
            value: "12000",
            allowed: "a number, 1 to 1000000000",
            remedy: "write 12000, without quotes",
        },
    ],
    [
        "a share as percents",
        onAws({ "demand.places[0].share": "40%" }),
        {
            code: "config/type",
            path: "demand.places[0].share",
            value: "40%",
            allowed: "a number, 0 to 1",
            remedy: "write 0.4, without %",
        },
    ],
    [
        "a number out of range",
        onAws({ "routing.limits.retries": -1 }),
        {
            code: "config/value",
            path: "routing.limits.retries",
            value: -1,
            allowed: "0 to 10000",
            remedy: "correct the value",
        },
    ],
    [
        "a share of more than all",
        onAws({ "models[0].traffic[0].percent": 101 }),
        {
            code: "config/value",
            path: "models[0].traffic[0].percent",
            value: 101,
            allowed: "0 to 100",
            remedy: "correct the value",
        },
    ],
    [
        "half a replica",
        onAws({ "serving.scaling.min": 1.5 }),
        {
            code: "config/value",
            path: "serving.scaling.min",
            value: 1.5,
            allowed: "a whole number, 0 to 10000",
            remedy: "correct the value",
        },
    ],
    [
        "a value that is none of a list",
        onAws({ "cells[0].standards[0]": "GDPR" }),
        {
            code: "config/value",
            path: "cells[0].standards[0]",
            value: "GDPR",
            allowed: "gdpr, hipaa",
            remedy: "write gdpr, if that is meant",
        },
    ],
    [
        "a name that makes no host name",
        onAws({ service: "Screening" }),
        {
            code: "config/value",
            path: "service",
            value: "Screening",
            allowed: "lower-case letters, digits and inner hyphens, 32 at most, letter first",
            remedy: "write screening, if that is meant",
        },
    ],
    [
        "a domain that is an address",
        onAws({ domain: "https://screening.example.com/" }),
        {
            code: "config/value",
            path: "domain",
            value: "https://screening.example.com/",
            allowed: "a DNS name of two labels or more",
            remedy: "write screening.example.com, if that is meant",
        },
    ],
    [
        "a country that ISO calls otherwise",
        on("aws", { demand: { places: [{ country: "UK" }] } }),
        {
            code: "config/value",
            path: "demand.places[0].country",
            value: "UK",
            allowed: "an ISO 3166 country code, as in PT",
            remedy: "write GB, if that is meant",
        },
    ],
    [
        "a release that is called as a tag",
        on("aws", { 'models[0].releases["v3.0.0"]': { artifact: "s3://models/3.onnx", digest: digest("3") } }),
        {
            code: "config/key",
            path: 'models[0].releases["v3.0.0"]',
            value: "v3.0.0",
            allowed: "a semantic version, as in 1.0.0",
            remedy: "write 3.0.0, if that is meant",
        },
    ],
    [
        "a secret in clear",
        onAws({ [`${second}.artifact`]: "https://me:hunter2@models.example.com/2.onnx" }),
        {
            code: "config/secret-in-clear",
            path: 'models[0].releases["2.0.0"].artifact',
            allowed: "no secret: { secret: name }, where a key takes one",
            remedy: "it looks like a user and a password in an address: remove it here and from the history, replace it at its issuer, and keep the new one with `pulumi config set --secret secrets:<name>`",
        },
    ],
    [
        "a secret that nobody has set",
        onAws({ "observability.exports": [{ ...siem, token: { secret: "siem" } }] }),
        {
            code: "secret/missing",
            path: "observability.exports[0].token.secret",
            value: "siem",
            allowed: "splunk",
            remedy: "set it: `pulumi config set --secret secrets:siem`",
        },
        { secrets: ["splunk"] },
    ],
    [
        "a key of a namespace that is mistyped",
        onAws(),
        {
            code: "config/namespace",
            path: "meridan:routing",
            allowed: "meridian:routing",
            remedy: "write meridian:routing, if that is meant",
        },
        { keys: { all: ["meridian:cells", "meridan:routing"], project: "shop" } },
    ],
];
