import type { CellConfig } from "../config/cell";
import { type Fault, quoted } from "../faults";

/** What is wrong with the account of a cell on AWS; `at` is the path of the account. */
export function accountFaults({ accounts = {}, name }: Pick<CellConfig, "accounts" | "name">, at: string): Fault[] {
    const { externalId, permissionsBoundary, roleArn } = accounts.aws ?? {};
    const withoutRole: Fault[] =
        externalId === undefined || roleArn !== undefined
            ? []
            : [
                  {
                      code: "cell/external-id-without-role",
                      path: `${at}.aws.externalId`,
                      problem: `the account of cell ${quoted(name)} has an external id but no roleArn to assume with it`,
                      remedy: "set roleArn to the role whose trust policy requires the external id, or remove externalId",
                  },
              ];
    return [...withoutRole, ...boundaryFaults(name, permissionsBoundary, accountIn(roleArn), at)];
}

/**
 * A permissions boundary that roles of an account can't have: IAM accepts policies of the same account, and AWS's own
 * (docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html). An account that is not known yet is not compared.
 */
export function boundaryFaults(
    cell: string,
    boundary: string | undefined,
    account: string | undefined,
    at: string,
): Fault[] {
    const [, of, policy] = /^arn:[^:]+:iam::(\d{12}):(policy\/.+)$/.exec(boundary ?? "") ?? [];
    return of === undefined || account === undefined || of === account
        ? []
        : [
              {
                  code: "cell/boundary-elsewhere",
                  path: `${at}.aws.permissionsBoundary`,
                  value: boundary,
                  problem: `permissions boundary ${quoted(boundary)} is a policy of account ${of}, but cell ${quoted(cell)} is built in account ${account}`,
                  remedy: `create the policy in account ${account}, and name it ${policy}`,
              },
          ];
}

/** The id of the account that a role is in, where the role is known. */
export function accountIn(role: unknown): string | undefined {
    return typeof role === "string" ? /^arn:[^:]+:iam::(\d{12}):role\//.exec(role)?.[1] : undefined;
}
