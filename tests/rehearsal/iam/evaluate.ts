import { areMet, type Context } from "./conditions";
import { isArnLike, isLike, partsOf } from "./patterns";
import type { Policy, Statement } from "./policy";

/** Who sends a request: a service by itself, or a role. */
export type Principal = { readonly service: string } | { readonly arn: string };

/** A request to AWS, as policies see it. */
export interface Request {
    readonly principal: Principal;
    /** As in `kms:Decrypt`. */
    readonly action: string;
    /** An ARN, or `*` of an action that has no resource. */
    readonly resource: string;
    /** The account of the resource: an ARN of S3 has none. */
    readonly owner: string;
    readonly context: Context;
}

/** What a key lets a principal do beside its policy. */
export interface Grant {
    readonly grantee: string;
    readonly operations: readonly string[];
}

/** The policies that decide about a request. */
export interface Policies {
    readonly identity: readonly Policy[];
    readonly boundary?: Policy;
    /** That of the endpoint through which the request reaches the service. It limits requests, and gives no rights. */
    readonly endpoint?: Policy;
    /** That of the resource, or what trusts a role. */
    readonly resource?: Policy;
    readonly grants?: readonly Grant[];
}

/** Allowed; or the reason why not, which completes "because". */
export type Decision = "allowed" | { readonly because: string };

/**
 * Decides about a request (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html). Policies of organizations and
 * of sessions are left out: the stacks have none. A deny of any policy decides first. The policy of an endpoint must allow what goes through
 * it, for all callers (docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html). A service needs the policy of the resource. A role
 * of the resource's account needs its own policies or that of the resource, and one of another account both; its boundary limits both.
 * Of a key, its policy or a grant must admit a role, or the account, whose IAM then decides
 * (docs.aws.amazon.com/kms/latest/developerguide/key-policies.html); of a role that is assumed, the policy that trusts.
 */
export function decide(request: Request, { boundary, endpoint, grants = [], identity, resource }: Policies): Decision {
    const all = [...identity, ...[boundary, endpoint, resource].filter(policy => policy !== undefined)];
    for (const policy of all) {
        const denies = policy.statements.find(one => one.effect === "Deny" && applies(one, request));
        if (denies) return { because: `${nameOf(denies)} of ${policy.name} denies it` };
    }
    if (endpoint !== undefined && !allows(endpoint, request)) {
        return { because: `the policy of ${endpoint.name} does not allow it` };
    }
    const admits = admittedBy(resource, request);
    const { principal } = request;
    if ("service" in principal) {
        return admits === "principal" ? "allowed" : { because: `${missingIn(resource)} it to the service` };
    }
    if (boundary !== undefined && !allows(boundary, request)) {
        return { because: `the boundary ${boundary.name} does not allow it` };
    }
    const own = identity.some(policy => allows(policy, request));
    const needsResource =
        request.action.startsWith("kms:") ||
        request.action === "sts:AssumeRole" ||
        accountOf(principal.arn) !== request.owner;
    const isGranted = grants.some(grant => grant.grantee === principal.arn && isOperation(request.action, grant));
    const isCross = accountOf(principal.arn) !== request.owner;
    if (isGranted || (admits === "principal" && (own || !isCross))) return "allowed";
    if (needsResource && admits !== "account") return { because: `${missingIn(resource)} it to the role` };
    return own ? "allowed" : { because: `no policy of the role allows it${namesOf(identity)}` };
}

/** Whether the policy of a resource admits the principal itself, or only the account that it is of. */
function admittedBy(policy: Policy | undefined, request: Request): "principal" | "account" | undefined {
    const allowing = (policy?.statements ?? []).filter(one => one.effect === "Allow" && applies(one, request));
    if (allowing.some(one => names(one, request.principal) === "principal")) return "principal";
    return allowing.length > 0 ? "account" : undefined;
}

function allows({ statements }: Policy, request: Request): boolean {
    return statements.some(one => one.effect === "Allow" && applies(one, request));
}

/** Whether a statement is about a request, whatever its effect. */
function applies(statement: Statement, request: Request): boolean {
    const { actions, conditions, principals, resources } = statement;
    return (
        (principals === undefined || names(statement, request.principal) !== undefined) &&
        actions.some(each => isLike(each.toLowerCase(), request.action.toLowerCase())) &&
        (resources?.some(each => isArnLike(each, request.resource)) ?? true) &&
        areMet(conditions, request.context)
    );
}

function names({ principals }: Statement, principal: Principal): "principal" | "account" | undefined {
    if (principals === "*" || principals?.AWS?.includes("*")) return "principal";
    if ("service" in principal) return principals?.Service?.includes(principal.service) ? "principal" : undefined;
    const listed = principals?.AWS ?? [];
    if (listed.includes(principal.arn)) return "principal";
    const account = accountOf(principal.arn);
    return listed.some(each => each === account || each.endsWith(`:iam::${account}:root`)) ? "account" : undefined;
}

const isOperation = (action: string, { operations }: Grant) =>
    operations.some(operation => `kms:${operation}` === action);

export const accountOf = (arn: string) => partsOf(arn)[4] ?? "";

const nameOf = ({ sid }: Statement) => (sid === undefined ? "a statement" : `statement ${sid}`);

const missingIn = (policy: Policy | undefined) =>
    policy === undefined ? "no policy of the resource allows" : `${policy.name} does not allow`;

const namesOf = (policies: readonly Policy[]) =>
    policies.length === 0 ? "; it has none" : `: ${policies.map(({ name }) => name).join(", ")}`;
