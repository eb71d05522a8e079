import { readFileSync } from "node:fs";
import path from "node:path";

/** Policies that AWS writes, and that roles of the stacks or of AWS have. */
export const managedNames = [
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity",
    "AmazonECSServiceRolePolicy",
    "AutoScalingServiceRolePolicy",
] as const;

export const managedFile = path.join(__dirname, "aws-policies.json");

/**
 * Their documents by name, as moto has them, which reads them from AWS (docs.aws.amazon.com/aws-managed-policy/latest/reference).
 * `UPDATE_RECORDED=1 npx mocha tests/rehearsal/iam/compared.test.ts` records them again; format the file then.
 */
export const managedPolicies = JSON.parse(readFileSync(managedFile, "utf8")) as Readonly<Record<string, unknown>>;
