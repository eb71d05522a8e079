// Apart from what reads it (config.ts), which takes a tenth of a second to load: this the engine asks for as a pack starts.
/** For the engine, and for editors. */
export const configSchema = {
    properties: {
        cells: { type: "array", description: "As `meridian:cells`, which it replaces." },
        places: { type: "object", description: "As `meridian:places`, which it replaces." },
        externals: {
            type: "object",
            description:
                "Locations, such as `aws:eu-west-1`, of resources of other stacks, by their ids, ARNs or names.",
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
                    rule: { type: "string", description: "A rule's id, such as `encryption/customer-key`." },
                    resource: { type: "string", description: "A URN, or a pattern of URNs with `*`." },
                    reason: { type: "string", description: "The reason for accepting it." },
                    owner: { type: "string", description: "The owner of the decision." },
                    expires: {
                        type: "string",
                        description: "The last day on which it is valid, such as `2027-01-31`.",
                    },
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
