import type { SimulatePrincipalPolicyCommandInput } from "@aws-sdk/client-iam";

import type { Grant } from "../../permissions/grants";
import type { Simulated } from "../rows/permissions";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import { orAbsent } from "./answer";

/** Actions of one request, so that its answer fits a page or two. IAM states no limit (…/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html). */
const atOnce = 100;

export interface Simulation {
    readonly actions: readonly string[];
    readonly resource: string | undefined;
    readonly context: { readonly key: string; readonly value: string } | undefined;
}

/** Requests that decide whether an identity has grants: a resource that fits each pattern, and each value of a condition. */
export function simulationsOf(grants: readonly Grant[], region: string): Simulation[] {
    return grants.flatMap(({ actions, condition, resources }) => {
        const contexts = condition?.values.map(value => ({ key: condition.key, value })) ?? [undefined];
        const named = resources.map(arn =>
            arn === "*"
                ? undefined
                : arn.replace(/^(arn:[^:]+:[^:]+:)\*:/, `$1${region}:`).replaceAll("*", "preflight"),
        );
        const parts = Array.from({ length: Math.ceil(actions.length / atOnce) }, (_, i) =>
            actions.slice(i * atOnce, (i + 1) * atOnce),
        );
        return contexts.flatMap(context =>
            named.flatMap(resource => parts.map(actions => ({ actions, resource, context }))),
        );
    });
}

export async function simulated(
    { actions, context, resource }: Simulation,
    principal: string,
    session: Session,
): Promise<Simulated[]> {
    const { IAMClient, paginateSimulatePrincipalPolicy } = sdk.iam;
    const client = new IAMClient({ ...settingsIn(session, "us-east-1"), retryMode: "adaptive" });
    const request: SimulatePrincipalPolicyCommandInput = {
        PolicySourceArn: principal,
        ActionNames: [...actions],
        ...(resource !== undefined && { ResourceArns: [resource] }),
        ...(context && {
            ContextEntries: [
                { ContextKeyName: context.key, ContextKeyType: "string", ContextKeyValues: [context.value] },
            ],
        }),
    };
    const all: Simulated[] = [];
    for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, request)) {
        for (const { EvalActionName, EvalDecision, OrganizationsDecisionDetail } of EvaluationResults) {
            all.push({
                action: EvalActionName!,
                isAllowed: EvalDecision === "allowed",
                byOrganization: OrganizationsDecisionDetail?.AllowedByOrganizations === false,
                ...(context && { when: `${context.key} ${context.value}` }),
            });
        }
    }
    return all;
}

/**
 * The identity whose policies are simulated: a user, or the role of a session, whose path its session does not have. Undefined for the root
 * user and for federated users, which IAM does not simulate.
 */
export async function principalOf({ arn, ...session }: Session): Promise<string | undefined> {
    const [, partition, account, name] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
    if (name === undefined) return arn.includes(":user/") ? arn : undefined;
    const { GetRoleCommand, IAMClient } = sdk.iam;
    const found = await orAbsent(
        () => new IAMClient(settingsIn(session, "us-east-1")).send(new GetRoleCommand({ RoleName: name })),
        ["AccessDenied", "AccessDeniedException"],
        undefined,
    );
    return found?.Role?.Arn ?? `arn:${partition}:iam::${account}:role/${name}`;
}
