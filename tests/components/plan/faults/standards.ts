import { type Refused, on, onAws } from "../sketches";

/** Each fault of standards, alone in a config that has no other. */
export const standards: Refused[] = [
    [
        "hipaa without an audit trail",
        onAws({ "observability.audit": false }),
        {
            code: "standard/audit",
            path: "observability.audit",
            value: false,
        },
    ],
    [
        "hipaa with logs that are kept too short",
        onAws({ "observability.logs": { retainDays: 90 } }),
        {
            code: "standard/log-retention",
            path: "observability.logs.retainDays",
            value: 90,
        },
    ],
    [
        "hipaa where the cloud can't keep an audit trail",
        on("kubernetes", { "cells[0].standards": ["hipaa"] }),
        {
            code: "capability/observability",
            path: "cells[0].standards[0]",
            value: "hipaa",
        },
    ],
    [
        "gdpr with personal data where no adequacy decision allows it",
        on("aws", {
            "cells[0]": {
                name: "main",
                jurisdictions: ["EU", "US"],
                standards: ["gdpr"],
                dataClasses: ["personal"],
                regions: ["aws:eu-west-1"],
                auth: { jwt: { issuer: "issuer", audience: "meridian", jwksUri: "https://keys.example/" } },
            },
        }),
        {
            code: "standard/transfer",
            path: "cells[0].jurisdictions[1]",
            value: "US",
        },
    ],
];
