import { type Refused, on, onAws } from "../sketches";

const madrid = { city: "Madrid", country: "ES", latitude: 40.42, longitude: -3.7 };

/** Each fault of regions and where they are, alone in a config that has no other. */
export const regions: Refused[] = [
    [
        "a region outside its cell's jurisdictions",
        onAws({ "cells[0].regions[1]": "aws:eu-west-2" }),
        {
            code: "residency/region-outside-cell",
            path: "cells[0].regions[1]",
            value: "aws:eu-west-2",
        },
    ],
    [
        "a region in two cells",
        onAws({ "cells[1].jurisdictions": ["US", "IE"], "cells[1].regions[2]": "aws:eu-west-1" }),
        {
            code: "residency/region-in-two-cells",
            path: "cells[1].regions[2]",
            value: "aws:eu-west-1",
        },
    ],
    [
        "a region without its cloud",
        onAws({ "cells[0].regions[1]": "eu-central-1" }),
        {
            code: "config/value",
            path: "cells[0].regions[1]",
            value: "eu-central-1",
        },
    ],
    [
        "a region that its cloud hasn't, near one that it has",
        onAws({ "cells[0].regions[1]": "aws:eu-central1" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[1]",
            value: "aws:eu-central1",
        },
    ],
    [
        "a region that is mistyped where its cell says it, and right elsewhere",
        onAws({ "cells[0].regions[0]": "aws:eu-wset-1" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[0]",
            value: "aws:eu-wset-1",
        },
    ],
    [
        "a region like none",
        onAws({ "cells[0].regions[1]": "aws:moon" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[1]",
            value: "aws:moon",
        },
    ],
    [
        "a region on a cloud that there is none of, near one that there is",
        onAws({ "cells[0].regions[1]": "asw:eu-central-1" }),
        {
            code: "catalogue/unknown-cloud",
            path: "cells[0].regions[1]",
            value: "asw:eu-central-1",
        },
    ],
    [
        "a region on a cloud like none",
        onAws({ "cells[0].regions[1]": "mainframe:eu" }),
        {
            code: "catalogue/unknown-cloud",
            path: "cells[0].regions[1]",
            value: "mainframe:eu",
        },
    ],
    [
        "a cluster without a place",
        on("kubernetes", { 'places["kubernetes:lis-onprem"]': undefined }),
        {
            code: "catalogue/place-missing",
            path: "cells[0].regions[1]",
            value: "kubernetes:lis-onprem",
        },
    ],
    [
        "a place of a region that its vendor has placed",
        on("aws", { 'places["aws:eu-west-1"]': madrid }),
        {
            code: "places/in-catalogue",
            path: 'places["aws:eu-west-1"]',
            value: "aws:eu-west-1",
        },
    ],
    [
        "a place of a region that no cell has",
        on("kubernetes", { 'places["kubernetes:mad-onprem"]': madrid }),
        {
            code: "places/unused",
            path: 'places["kubernetes:mad-onprem"]',
            value: "kubernetes:mad-onprem",
        },
    ],
    [
        "a region twice in a cell",
        onAws({ "cells[0].regions[2]": "aws:eu-west-1" }),
        {
            code: "cell/region-twice",
            path: "cells[0].regions[2]",
            value: "aws:eu-west-1",
        },
    ],
    [
        "regions of two partitions of a cloud in a cell",
        on("aws", { "cells[0].jurisdictions": ["EU", "CN"], "cells[0].regions[1]": "aws:cn-north-1" }),
        {
            code: "cell/two-partitions",
            path: "cells[0].regions[1]",
            value: "aws:cn-north-1",
        },
    ],
];
