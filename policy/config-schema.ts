// Apart from what reads it (config.ts), which takes a tenth of a second to load: this the engine asks for as a pack starts.
/** For the engine, and for editors. */
export const configSchema = {
    properties: {
        cells: { type: "array", description: "As `meridian:cells`, whose place they take." },
        places: { type: "object", description: "As `meridian:places`, whose place they take." },
        externals: {
            type: "object",
            description: "Places, as `aws:eu-west-1`, of what other stacks have, by their ids, ARNs or names.",
            additionalProperties: { type: "string" },
        },
        exceptions: {
            type: "array",
            description: "Findings that are accepted until a date.",
            items: {
                type: "object",
                required: ["rule", "resource", "reason", "owner", "expires"],
                additionalProperties: false,
                properties: {
                    rule: { type: "string", description: "A rule's id, as `encryption/customer-key`." },
                    resource: { type: "string", description: "A URN, or a pattern of URNs with `*`." },
                    reason: { type: "string", description: "Why it is right as it is." },
                    owner: { type: "string", description: "Who answers for it." },
                    expires: { type: "string", description: "The last day it holds, as `2027-01-31`." },
                },
            },
        },
        levels: {
            type: "object",
            description: "Levels of rules, by their ids: mandatory, advisory, disabled.",
            additionalProperties: { type: "string" },
        },
    },
} as const;
