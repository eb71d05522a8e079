import { type Refused, on, onAws } from "../sketches";

/** Each fault of cells, alone in a config that has no other. */
export const cells: Refused[] = [
    [
        "an empty cell",
        onAws({ "cells[1].regions": [] }),
        {
            code: "config/value",
            path: "cells[1].regions",
            value: "a list",
            allowed: "at least one region",
            remedy: "correct the value",
        },
    ],
    [
        "two cells of one name",
        onAws({ "cells[1].name": "eu", demand: undefined }),
        {
            code: "cell/name-twice",
            path: "cells[1].name",
            value: "eu",
            allowed: "each name once",
            remedy: "give each cell a name of its own",
        },
    ],
    [
        "a jurisdiction that is none, near one that is",
        onAws({ "cells[0].jurisdictions[0]": "Europe" }),
        {
            code: "config/value",
            path: "cells[0].jurisdictions[0]",
            value: "Europe",
            allowed: "an ISO 3166 country code, or EU, EEA, EU-ADEQUATE, UK-ADEQUATE",
            remedy: "write EU, if that is meant",
        },
    ],
    [
        "no primary, with several regions",
        onAws({ "cells[0].primary": undefined }),
        {
            code: "cell/primary-missing",
            path: "cells[0].primary",
            allowed: "aws:eu-west-1, aws:eu-central-1",
            remedy: "say which region owns what is made in one place",
        },
    ],
    [
        "a primary that is no region of the cell",
        onAws({ "cells[0].primary": "aws:eu-north-1" }),
        {
            code: "cell/primary-outside",
            path: "cells[0].primary",
            value: "aws:eu-north-1",
            allowed: "aws:eu-west-1, aws:eu-central-1",
            remedy: "name a region of the cell",
        },
    ],
    [
        "a backup outside the cell's jurisdictions",
        onAws({ "cells[0].backup": "aws:eu-west-2" }),
        {
            code: "residency/region-outside-cell",
            path: "cells[0].backup",
            value: "aws:eu-west-2",
            allowed: "places in EU",
            remedy: "aws:eu-west-2 is in London, GB, outside EU: move the region to another cell, or admit its jurisdiction",
        },
    ],
    [
        "a backup that a region's disaster would reach",
        on("kubernetes", {
            "cells[0].backup": "kubernetes:mainz",
            'places["kubernetes:mainz"]': { city: "Mainz", country: "DE", latitude: 50, longitude: 8.27 },
        }),
        {
            code: "cell/backup-too-near",
            path: "cells[0].backup",
            value: "kubernetes:mainz",
            allowed: "places 200 km or more from every region of the cell",
            remedy: "it is 32 km from kubernetes:fra-onprem: name a place further away",
        },
    ],
    [
        "a backup on a cloud that no region is on",
        on("aws", { "cells[0].backup": "gcp:europe-north1" }),
        {
            code: "cell/backup-on-another-cloud",
            path: "cells[0].backup",
            value: "gcp:europe-north1",
            allowed: "places on aws",
            remedy: "name a place on a cloud of the cell's regions: none copies its tables to another",
        },
    ],
    [
        "a backup that is a region of the cell",
        onAws({ "cells[0].backup": "aws:eu-central-1" }),
        {
            code: "cell/backup-is-region",
            path: "cells[0].backup",
            value: "aws:eu-central-1",
            allowed: "a place that is none of the cell's regions",
            remedy: "name a place that serves nobody, so that its loss and a region's are not one",
        },
    ],
    [
        "failover to a region of another cell",
        onAws({ "cells[0].failover": ["aws:eu-central-1", "aws:us-east-1"] }),
        {
            code: "residency/failover-outside-cell",
            path: "cells[0].failover[1]",
            value: "aws:us-east-1",
            allowed: "aws:eu-west-1, aws:eu-central-1",
            remedy: "name regions of the cell only: its traffic may go nowhere else",
        },
    ],
    [
        "failover to a region twice",
        onAws({ "cells[0].failover": ["aws:eu-west-1", "aws:eu-west-1"] }),
        {
            code: "cell/failover-twice",
            path: "cells[0].failover[1]",
            value: "aws:eu-west-1",
            allowed: "each region once",
            remedy: "name each region once",
        },
    ],
    [
        "something brought to a region that the cell hasn't",
        onAws({ 'cells[0].existing["aws:eu-west-3"].network': "vpc-1" }),
        {
            code: "cell/existing-elsewhere",
            path: 'cells[0].existing["aws:eu-west-3"]',
            value: "aws:eu-west-3",
            allowed: "aws:eu-west-1, aws:eu-central-1, aws:eu-north-1",
            remedy: "name a region of the cell, or its backup",
        },
    ],
    [
        "an account on a cloud that the cell isn't on",
        onAws({ "cells[0].accounts.gcp.project": "p" }),
        {
            code: "cell/account-unused",
            path: "cells[0].accounts.gcp",
            value: "gcp",
            allowed: "aws",
            remedy: "remove it: the cell has no region of that cloud",
        },
    ],
];
