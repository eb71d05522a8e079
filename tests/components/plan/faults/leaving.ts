import { type Refused, onAws } from "../sketches";

const siem = {
    name: "siem",
    to: "otlp",
    endpoint: "https://siem.example/v1/logs",
    place: "aws:eu-west-1",
    cells: ["eu"],
};

/** Each fault of what leaves a cell, alone in a config that has no other. */
export const leaving: Refused[] = [
    [
        "health data in an export",
        onAws({ "observability.exports": [{ ...siem, dataClass: "health" }] }),
        {
            code: "residency/class-not-carried",
            path: "observability.exports[0].dataClass",
            value: "health",
        },
    ],
    [
        "an export out of a cell's jurisdictions",
        onAws({ "observability.exports": [{ ...siem, cells: ["us"] }] }),
        {
            code: "residency/export-outside-cell",
            path: "observability.exports[0].place",
            value: "aws:eu-west-1",
        },
    ],
    [
        "two exports of one name",
        onAws({ "observability.exports": [siem, siem] }),
        {
            code: "observability/export-twice",
            path: "observability.exports[1].name",
            value: "siem",
        },
    ],
    [
        "an export of a cell that there is none of",
        onAws({ "observability.exports": [{ ...siem, cells: ["eu", "uk"] }] }),
        {
            code: "observability/unknown-cell",
            path: "observability.exports[0].cells[1]",
            value: "uk",
        },
    ],
    [
        "an export to an unknown place",
        onAws({ "observability.exports": [{ ...siem, place: "aws:eu-wset-1" }] }),
        {
            code: "catalogue/unknown-region",
            path: "observability.exports[0].place",
            value: "aws:eu-wset-1",
        },
    ],
    [
        "a view over all regions kept in none of them",
        onAws({ "observability.home": "aws:eu-north-1" }),
        {
            code: "observability/unknown-home",
            path: "observability.home",
            value: "aws:eu-north-1",
        },
    ],
];
