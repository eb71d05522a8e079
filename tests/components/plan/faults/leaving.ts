import { knownRegions } from "../../../../components/plan/places/catalogue";
import { type Refused, onAws } from "../sketches";

const siem = {
    name: "siem",
    to: "otlp",
    endpoint: "https://siem.example/v1/logs",
    place: "aws:eu-west-1",
    cells: ["eu"],
};

const regionsOfAws = knownRegions.filter(ref => ref.startsWith("aws:")).join(", ");

/** Each fault of what leaves a cell, alone in a config that has no other. */
export const leaving: Refused[] = [
    [
        "health data in an export",
        onAws({ "observability.exports": [{ ...siem, dataClass: "health" }] }),
        {
            code: "residency/class-not-carried",
            path: "observability.exports[0].dataClass",
            value: "health",
            allowed: "public, internal",
            remedy: "send aggregates only, or keep it in the cell's own logs",
        },
    ],
    [
        "an export out of a cell's jurisdictions",
        onAws({ "observability.exports": [{ ...siem, cells: ["us"] }] }),
        {
            code: "residency/export-outside-cell",
            path: "observability.exports[0].place",
            value: "aws:eu-west-1",
            allowed: "places in US, for cell us",
            remedy: "aws:eu-west-1 is in Dublin, IE, outside US: name under cells the cells that may send there",
        },
    ],
    [
        "two exports of one name",
        onAws({ "observability.exports": [siem, siem] }),
        {
            code: "observability/export-twice",
            path: "observability.exports[1].name",
            value: "siem",
            allowed: "each name once",
            remedy: "give each export a name of its own",
        },
    ],
    [
        "an export of a cell that there is none of",
        onAws({ "observability.exports": [{ ...siem, cells: ["eu", "uk"] }] }),
        {
            code: "observability/unknown-cell",
            path: "observability.exports[0].cells[1]",
            value: "uk",
            allowed: "eu, us",
            remedy: "name a cell",
        },
    ],
    [
        "an export to where nobody knows",
        onAws({ "observability.exports": [{ ...siem, place: "aws:eu-wset-1" }] }),
        {
            code: "catalogue/unknown-region",
            path: "observability.exports[0].place",
            value: "aws:eu-wset-1",
            allowed: regionsOfAws,
            remedy: "write aws:eu-west-1, if that is meant",
        },
    ],
    [
        "a view over all regions kept in none of them",
        onAws({ "observability.home": "aws:eu-north-1" }),
        {
            code: "observability/unknown-home",
            path: "observability.home",
            value: "aws:eu-north-1",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:us-east-1, aws:us-west-2",
            remedy: "name a region of a cell",
        },
    ],
];
