import type * as aws from "@pulumi/aws";

import { accountIn } from "../../plan/cells/account-faults";
import type { Cell } from "../../plan/cells/cell";
import { quoted } from "../../plan/faults";
import { splitRef } from "../../plan/places/catalogue";
import type { CellPlan } from "../../plan/plan";
import { type Claim, nameClaims } from "../../service/claims";
import type { ServiceContext } from "../../service/contract";
import type { CellProviders } from "./args";
import { givenProvider, providerOf } from "./given";
import { onceInRegion, type Single, singlesIn } from "./landing-zone/singletons";

/**
 * What can exist once in an account, and a service creates: names of resources, and in each region what `manage` stands for. Services
 * whose accounts are not known before an update, as with roles of other resources, are not compared.
 */
export function awsClaims(
    { config, known, opts, plan }: ServiceContext,
    providers: CellProviders,
    service = plan.service,
): Claim[] {
    const ofAll = givenProvider(opts);
    return plan.cells.filter(isHere).flatMap(planned => {
        const at = config.cells.findIndex(({ name }) => name === planned.cell.name);
        const given = providerOf(providers, planned.cell.name) ?? ofAll;
        const within = accountOf(planned.cell, given, role => known(["cells", at, "accounts", "aws", "roleArn"], role));
        return [
            nameClaims(service, [{ cell: planned.cell, at: `cells[${at}]` }], within),
            ...(config.aws!.manage ? singlesOf(planned, within) : []),
        ];
    });
}

function isHere({ cell }: CellPlan): boolean {
    return splitRef(cell.primary).cloud === "aws";
}

/** Identifies an account: its id if a role contains it, else the role or the provider, else the credentials of the engine. */
function accountOf({ accounts }: Cell, given: aws.Provider | undefined, roleOf: (planned: string) => unknown): unknown {
    const { roleArn } = accounts.aws ?? {};
    const role = roleArn && roleOf(roleArn);
    return given ?? accountIn(role) ?? role ?? "aws";
}

function singlesOf({ cell, store }: CellPlan, within: unknown): Claim[] {
    return cell.regions.flatMap(ref =>
        singlesIn(cell, ref, store?.backup !== undefined).map((single: Single): Claim => ({
            within,
            what: `${single} ${ref}`,
            fault: holder => ({
                code: "aws/once-per-account",
                path: "aws.manage",
                value: `${onceInRegion[single]} of ${ref}`,
                problem: `Service ${quoted(holder)} already manages the ${onceInRegion[single]} of ${ref} in the same account, expected one Service for each account and region`,
                remedy: "set aws.manage to false in one of the two services, or build them in separate accounts",
            }),
        })),
    );
}
