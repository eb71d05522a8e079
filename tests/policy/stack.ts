import type { Exported } from "../../policy/state";

/** Two cells that hold data of patients, as a pack's config says them. */
export const cells = [
    {
        name: "eu",
        jurisdictions: ["EU"],
        dataClasses: ["health"],
        regions: ["aws:eu-west-1", "aws:eu-central-1"],
        primary: "aws:eu-west-1",
    },
    {
        name: "us",
        jurisdictions: ["US"],
        dataClasses: ["health"],
        regions: ["aws:us-east-1", "aws:us-west-2"],
        primary: "aws:us-east-1",
    },
];

/** A resource of a state, by its type and name. */
export function made(type: string, name: string, inputs: Readonly<Record<string, unknown>>): Exported {
    return { urn: `urn:pulumi:prod::shop::${type}::${name}`, type, id: name, inputs, outputs: inputs };
}

export const stateOf = (...resources: readonly Exported[]) => ({ version: 3, deployment: { resources } });

export const key = made("aws:kms/key:Key", "key", { region: "eu-west-1", enableKeyRotation: true });

/** A table that breaks nothing, beside `key`. */
export const table = (name: string, more: Readonly<Record<string, unknown>> = {}) =>
    made("aws:dynamodb/table:Table", name, {
        region: "eu-west-1",
        serverSideEncryption: { enabled: true, kmsKeyArn: "key" },
        deletionProtectionEnabled: true,
        pointInTimeRecovery: { enabled: true },
        ...more,
    });
