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
        },
    ],
    [
        "two cells of one name",
        onAws({ "cells[1].name": "eu", demand: undefined }),
        {
            code: "cell/name-twice",
            path: "cells[1].name",
            value: "eu",
        },
    ],
    [
        "a jurisdiction that is none, near one that is",
        onAws({ "cells[0].jurisdictions[0]": "Europe" }),
        {
            code: "config/value",
            path: "cells[0].jurisdictions[0]",
            value: "Europe",
        },
    ],
    [
        "a role to assume that is a user",
        onAws({ "cells[0].accounts": { aws: { roleArn: "arn:aws:iam::111122223333:user/meridian" } } }),
        {
            code: "config/value",
            path: "cells[0].accounts.aws.roleArn",
            value: "arn:aws:iam::111122223333:user/meridian",
        },
    ],
    [
        "a permissions boundary that is a role",
        onAws({ "cells[0].accounts": { aws: { permissionsBoundary: "arn:aws:iam::111122223333:role/boundary" } } }),
        {
            code: "config/value",
            path: "cells[0].accounts.aws.permissionsBoundary",
            value: "arn:aws:iam::111122223333:role/boundary",
        },
    ],
    [
        "a permissions boundary of another account than the role's",
        onAws({
            "cells[0].accounts": {
                aws: {
                    roleArn: "arn:aws:iam::111122223333:role/meridian",
                    permissionsBoundary: "arn:aws:iam::444455556666:policy/limits/meridian",
                },
            },
        }),
        {
            code: "cell/boundary-elsewhere",
            path: "cells[0].accounts.aws.permissionsBoundary",
            value: "arn:aws:iam::444455556666:policy/limits/meridian",
        },
    ],
    [
        "an external id with a space",
        onAws({
            "cells[0].accounts": {
                aws: { roleArn: "arn:aws:iam::111122223333:role/meridian", externalId: "stack one" },
            },
        }),
        {
            code: "config/value",
            path: "cells[0].accounts.aws.externalId",
            value: "stack one",
        },
    ],
    [
        "an external id without a role to assume",
        onAws({ "cells[0].accounts": { aws: { externalId: "4711" } } }),
        {
            code: "cell/external-id-without-role",
            path: "cells[0].accounts.aws.externalId",
        },
    ],
    [
        "an account of AWS that names nothing",
        onAws({ "cells[0].accounts": { aws: {} } }),
        {
            code: "config/value",
            path: "cells[0].accounts.aws",
            value: "an object",
        },
    ],
    [
        "no primary, with several regions",
        onAws({ "cells[0].primary": undefined }),
        {
            code: "cell/primary-missing",
            path: "cells[0].primary",
        },
    ],
    [
        "a primary that is no region of the cell",
        onAws({ "cells[0].primary": "aws:eu-north-1" }),
        {
            code: "cell/primary-outside",
            path: "cells[0].primary",
            value: "aws:eu-north-1",
        },
    ],
    [
        "a backup outside the cell's jurisdictions",
        onAws({ "cells[0].backup": "aws:eu-west-2" }),
        {
            code: "residency/region-outside-cell",
            path: "cells[0].backup",
            value: "aws:eu-west-2",
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
        },
    ],
    [
        "a backup on a cloud that no region is on",
        on("aws", { "cells[0].backup": "gcp:europe-north1" }),
        {
            code: "cell/backup-on-another-cloud",
            path: "cells[0].backup",
            value: "gcp:europe-north1",
        },
    ],
    [
        "a backup that is a region of the cell",
        onAws({ "cells[0].backup": "aws:eu-central-1" }),
        {
            code: "cell/backup-is-region",
            path: "cells[0].backup",
            value: "aws:eu-central-1",
        },
    ],
    [
        "failover to a region of another cell",
        onAws({ "cells[0].failover": ["aws:eu-central-1", "aws:us-east-1"] }),
        {
            code: "residency/failover-outside-cell",
            path: "cells[0].failover[1]",
            value: "aws:us-east-1",
        },
    ],
    [
        "failover to a region twice",
        onAws({ "cells[0].failover": ["aws:eu-west-1", "aws:eu-west-1"] }),
        {
            code: "cell/failover-twice",
            path: "cells[0].failover[1]",
            value: "aws:eu-west-1",
        },
    ],
    [
        "something brought to a region that the cell hasn't",
        onAws({ 'cells[0].existing["aws:eu-west-3"].network': "vpc-1" }),
        {
            code: "cell/existing-elsewhere",
            path: 'cells[0].existing["aws:eu-west-3"]',
            value: "aws:eu-west-3",
        },
    ],
    [
        "an account on a cloud that the cell isn't on",
        onAws({ "cells[0].accounts.gcp.project": "p" }),
        {
            code: "cell/account-unused",
            path: "cells[0].accounts.gcp",
            value: "gcp",
        },
    ],
];
