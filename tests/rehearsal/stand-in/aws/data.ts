import type { Kind, Making, Thing } from "../kind";
import { arn, input, joining, uuid } from "./forms";

/** Tables and their copies. */
export const data: Readonly<Record<string, Kind>> = {
    "aws:dynamodb/table:Table": {
        id: input("name"),
        outputs: {
            arn: arn("dynamodb", ({ id }) => `table/${id}`),
            streamArn: arn("dynamodb", ({ id }) => `table/${id}/stream/2026-01-01T00:00:00.000`),
        },
        required: ["hashKey"],
        fixed: ["name", "hashKey", "rangeKey"],
        name: { property: "name", pattern: /^[\w.-]{3,255}$/, auto: 255 },
        guard: { property: "deletionProtectionEnabled", while: true },
        elsewhere: ["replicas"],
        refuses: replicaUnderForeignKey,
    },
    "aws:backup/vault:Vault": {
        id: input("name"),
        outputs: { arn: arn("backup", ({ id }) => `backup-vault:${id}`), recoveryPoints: () => 0 },
        fixed: ["name", "kmsKeyArn"],
        name: { property: "name", pattern: /^[A-Za-z0-9_-]{2,50}$/, auto: 50 },
    },
    "aws:backup/regionSettings:RegionSettings": {
        id: ({ region }) => region!,
        outputs: {},
        required: ["resourceTypeOptInPreference"],
    },
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": joining("backupVaultName"),
    "aws:backup/plan:Plan": {
        id: uuid,
        outputs: { arn: arn("backup", ({ id }) => `backup-plan:${id}`), version: ({ hex }) => hex(24) },
        required: ["rules"],
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w.-]{1,50}$/, auto: 50, many: true },
        elsewhere: ["rules"],
        held: true,
    },
    "aws:backup/selection:Selection": {
        id: uuid,
        outputs: {},
        required: ["planId", "iamRoleArn"],
        fixed: ["planId", "iamRoleArn", "resources", "name"],
        name: { property: "name", pattern: /^[\w.-]{1,50}$/, auto: 50, many: true },
    },
};

/** A copy of a table lies under a key of its own region. */
function replicaUnderForeignKey({
    inputs,
    things,
}: Making & { readonly things: readonly Thing[] }): string | undefined {
    const replicas = (inputs.replicas as { regionName: string; kmsKeyArn?: string }[] | undefined) ?? [];
    return replicas.flatMap(({ kmsKeyArn, regionName }, i) => {
        const key = things.find(({ outputs }) => kmsKeyArn !== undefined && outputs.arn === kmsKeyArn);
        return key === undefined || key.region === regionName
            ? []
            : [`replicas.${i}: the key is of ${key.region ?? "no region"}, not of ${regionName}`];
    })[0];
}
