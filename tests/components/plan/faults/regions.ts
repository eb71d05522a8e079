import { knownRegions } from "../../../../components/plan/places/catalogue";
import { type Refused, on, onAws } from "../sketches";

const madrid = { city: "Madrid", country: "ES", latitude: 40.42, longitude: -3.7 };

const regionsOfAws = knownRegions.filter(ref => ref.startsWith("aws:")).join(", ");

/** Each fault of regions and where they are, alone in a config that has no other. */
export const regions: Refused[] = [
    [
        "a region outside its cell's jurisdictions",
        onAws({ "cells[0].regions[1]": "aws:eu-west-2" }),
        {
            code: "residency/region-outside-cell",
            path: "cells[0].regions[1]",
            value: "aws:eu-west-2",
            allowed: "places in EU",
            remedy: "aws:eu-west-2 is in London, GB, outside EU: move the region to another cell, or admit its jurisdiction",
        },
    ],
    [
        "a region in two cells",
        onAws({ "cells[1].jurisdictions": ["US", "IE"], "cells[1].regions[2]": "aws:eu-west-1" }),
        {
            code: "residency/region-in-two-cells",
            path: "cells[1].regions[2]",
            value: "aws:eu-west-1",
            allowed: "a region that cell eu does not have",
            remedy: "leave the region to one cell",
        },
    ],
    [
        "a region without its cloud",
        onAws({ "cells[0].regions[1]": "eu-central-1" }),
        {
            code: "config/value",
            path: "cells[0].regions[1]",
            value: "eu-central-1",
            allowed: "<cloud>:<region>, as in aws:eu-west-1",
            remedy: "write aws:eu-central-1, if that is meant",
        },
    ],
    [
        "a region that its cloud hasn't, near one that it has",
        onAws({ "cells[0].regions[1]": "aws:eu-central1" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[1]",
            value: "aws:eu-central1",
            allowed: regionsOfAws,
            remedy: "write aws:eu-central-1, if that is meant",
        },
    ],
    [
        "a region that is mistyped where its cell says it, and right elsewhere",
        onAws({ "cells[0].regions[0]": "aws:eu-wset-1" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[0]",
            value: "aws:eu-wset-1",
            allowed: regionsOfAws,
            remedy: "write aws:eu-west-1, if that is meant",
        },
    ],
    [
        "a region like none",
        onAws({ "cells[0].regions[1]": "aws:moon" }),
        {
            code: "catalogue/unknown-region",
            path: "cells[0].regions[1]",
            value: "aws:moon",
            allowed: regionsOfAws,
            remedy: "use a region of the catalogue",
        },
    ],
    [
        "a region on a cloud that there is none of, near one that there is",
        onAws({ "cells[0].regions[1]": "asw:eu-central-1" }),
        {
            code: "catalogue/unknown-cloud",
            path: "cells[0].regions[1]",
            value: "asw:eu-central-1",
            allowed: "aws, gcp, azure, kubernetes, local",
            remedy: "write aws:eu-central-1, if that is meant",
        },
    ],
    [
        "a region on a cloud like none",
        onAws({ "cells[0].regions[1]": "mainframe:eu" }),
        {
            code: "catalogue/unknown-cloud",
            path: "cells[0].regions[1]",
            value: "mainframe:eu",
            allowed: "aws, gcp, azure, kubernetes, local",
            remedy: "name a cloud",
        },
    ],
    [
        "a cluster that nobody says the place of",
        on("kubernetes", { 'places["kubernetes:lis-onprem"]': undefined }),
        {
            code: "catalogue/place-missing",
            path: "cells[0].regions[1]",
            value: "kubernetes:lis-onprem",
            allowed: "a region under places",
            remedy: 'say where it is, as places["kubernetes:lis-onprem"]',
        },
    ],
    [
        "a place of a region that its vendor has placed",
        on("aws", { 'places["aws:eu-west-1"]': madrid }),
        {
            code: "places/in-catalogue",
            path: 'places["aws:eu-west-1"]',
            value: "aws:eu-west-1",
            allowed: "regions of kubernetes",
            remedy: "remove it: the catalogue says where the region is",
        },
    ],
    [
        "a place of a region that no cell has",
        on("kubernetes", { 'places["kubernetes:mad-onprem"]': madrid }),
        {
            code: "places/unused",
            path: 'places["kubernetes:mad-onprem"]',
            value: "kubernetes:mad-onprem",
            allowed: "kubernetes:fra-onprem, kubernetes:lis-onprem",
            remedy: "remove it, or give a cell the region",
        },
    ],
    [
        "a region twice in a cell",
        onAws({ "cells[0].regions[2]": "aws:eu-west-1" }),
        {
            code: "cell/region-twice",
            path: "cells[0].regions[2]",
            value: "aws:eu-west-1",
            allowed: "each region once",
            remedy: "name each region once",
        },
    ],
    [
        "regions of two partitions of a cloud in a cell",
        on("aws", { "cells[0].jurisdictions": ["EU", "CN"], "cells[0].regions[1]": "aws:cn-north-1" }),
        {
            code: "cell/two-partitions",
            path: "cells[0].regions[1]",
            value: "aws:cn-north-1",
            allowed: "regions of the partition public of aws",
            remedy: "give aws-cn a cell of its own: nothing is replicated between partitions",
        },
    ],
];
