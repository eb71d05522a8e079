import type { Known, KnownOf } from "../needs/known";
import { documentedBoundary } from "./boundary";
import type { Context } from "./conditions";
import { accountOf, type Decision, decide, type Policies, type Principal, type Request } from "./evaluate";
import { managedPolicies } from "./managed";
import { partsOf } from "./patterns";
import { type Policy, policyFrom } from "./policy";

/** A call that AWS, or a role, makes for a resource. */
export interface Call {
    readonly by: Principal;
    readonly action: string;
    /** An ARN, or `*` of an action that has no resource. */
    readonly on: string;
    /** Condition keys beside those that all requests have. */
    readonly with?: Context;
    /** The network that it comes from, by its account and region: its endpoint of the service, where it has one, limits the call. */
    readonly from?: { readonly account: string; readonly region: string };
}

/** Decides about calls by the policies of a state. */
export type Rights = (call: Call) => Decision;

/** The identity that updates the account's stack: it may do all that the policies of resources do not deny. */
export const engineOf = (account: string) => ({ arn: `arn:aws:iam::${account}:role/engine` });

/** The role by which ECS manages what a cluster needs. AWS creates it with the first cluster of an account. */
export const ecsOf = (account: string) => ({
    arn: `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
});

/** ECR, as it gives out what it stores. */
export const ecr = { service: "ecr.amazonaws.com" };

/** Policies of roles that AWS creates for a service, by the service. */
const ofServiceRoles: Readonly<Record<string, keyof typeof managedPolicies>> = {
    "autoscaling.amazonaws.com": "AutoScalingServiceRolePolicy",
    "ecs.amazonaws.com": "AmazonECSServiceRolePolicy",
};

const everything = policyFrom("the rights of the owner", {
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

/** Rights by the policies of a state, or of those resources of it that are there. */
export function rightsIn(state: KnownOf, isThere: (one: Known) => boolean = () => true): Rights {
    const all: KnownOf = kind => state(kind).filter(isThere);
    return ({ action, by, from, on, with: more = {} }) => {
        const owner = ownerOf(on, by, state);
        const request: Request = { principal: by, action, resource: on, owner, context: {} };
        return decide(
            { ...request, context: { ...commonContext(request), ...more } },
            { ...ofIdentity(by, all), ...ofEndpoint(action, from, all), ...ofResource(request, all, state) },
        );
    };
}

/** Condition keys that each request has (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
function commonContext({ owner, principal, resource }: Request): Context {
    const region = partsOf(resource)[3] ?? "";
    return {
        "aws:SecureTransport": "true",
        "aws:ResourceAccount": owner,
        ...(region !== "" && { "aws:RequestedRegion": region }),
        ...("arn" in principal && {
            "aws:PrincipalArn": principal.arn,
            "aws:PrincipalAccount": accountOf(principal.arn),
        }),
    };
}

function ownerOf(on: string, by: Principal, all: KnownOf): string {
    const bucket = bucketOf(on, all);
    if (bucket !== undefined) return bucket.account;
    return accountOf(on) || ("arn" in by ? accountOf(by.arn) : "");
}

function ofIdentity(by: Principal, all: KnownOf): Pick<Policies, "identity" | "boundary"> {
    if ("service" in by) return { identity: [] };
    const { arn } = by;
    if (arn === engineOf(accountOf(arn)).arn) return { identity: [everything] };
    const service = /:role\/aws-service-role\/([^/]+)\//.exec(arn)?.[1];
    if (service !== undefined) return { identity: [managedPolicy(ofServiceRoles[service] ?? service)] };
    const role = named("iam/role", arn, all);
    if (role === undefined) return { identity: [] };
    const ofRole = (one: Known) => one.inputs.role === role.outputs.name && one.account === role.account;
    const boundary = role.inputs.permissionsBoundary as string | undefined;
    return {
        identity: [
            ...all("iam/rolePolicy")
                .filter(ofRole)
                .map(({ inputs, name }) => policyFrom(`iam/rolePolicy ${name}`, inputs.policy)),
            ...all("iam/rolePolicyAttachment")
                .filter(ofRole)
                .map(({ inputs }) => managedPolicy(nameIn(inputs.policyArn))),
        ],
        ...(boundary !== undefined && { boundary: boundaryOf(boundary) }),
    };
}

const nameIn = (arn: unknown) => String(arn).split("/").at(-1)!;

/** Either a policy of AWS, or one of the account, which is there before the stack. */
function boundaryOf(arn: string): Policy {
    return accountOf(arn) === "aws" ? managedPolicy(nameIn(arn)) : documentedBoundary(nameIn(arn));
}

function managedPolicy(name: string): Policy {
    const document = managedPolicies[name];
    if (document === undefined)
        throw new Error(`iam/aws-policies.json does not have policy ${name}; add it to iam/managed.ts`);
    return policyFrom(name, document);
}

/** The policy of the endpoint of a service in a network. One without a policy admits all. */
function ofEndpoint(action: string, from: Call["from"], all: KnownOf): Pick<Policies, "endpoint"> {
    const service = action.split(":")[0]!;
    const endpoint = all("ec2/vpcEndpoint").find(
        ({ account, inputs }) =>
            account === from?.account && inputs.serviceName === `com.amazonaws.${from.region}.${service}`,
    );
    return endpoint?.inputs.policy === undefined
        ? {}
        : { endpoint: policyFrom(`ec2/vpcEndpoint ${endpoint.name}`, endpoint.inputs.policy) };
}

/** The bucket in which ECR stores layers of a region's images admits ECR, which signs the requests for them. */
const layers = /^arn:aws:s3:::prod-[a-z0-9-]+-starport-layer-bucket\//;

/** The policy of what a request is about, and of a key its grants. */
function ofResource(
    { action, principal, resource }: Request,
    all: KnownOf,
    state: KnownOf,
): Pick<Policies, "resource" | "grants"> {
    if (action.startsWith("kms:")) return ofKey(resource, principal, all, state);
    if (action === "sts:AssumeRole") {
        const role = named("iam/role", resource, all);
        return role ? { resource: policyFrom(`what role ${role.name} trusts`, role.inputs.assumeRolePolicy) } : {};
    }
    if (layers.test(resource)) {
        const Statement = {
            Effect: "Allow",
            Principal: { Service: ecr.service },
            Action: "s3:GetObject",
            Resource: "*",
        };
        return { resource: policyFrom("the policy of ECR's bucket", { Statement }) };
    }
    const bucket = bucketOf(resource, all)?.id;
    const attached =
        all("s3/bucketPolicy").find(({ inputs }) => bucket !== undefined && inputs.bucket === bucket) ??
        all("sns/topicPolicy").find(({ inputs }) => inputs.arn === resource);
    return attached ? { resource: policyFrom(`${attached.kind} ${attached.name}`, attached.inputs.policy) } : {};
}

function ofKey(arn: string, principal: Principal, all: KnownOf, state: KnownOf): Pick<Policies, "resource" | "grants"> {
    const key = named("kms/key", arn, all);
    const grants = all("kms/grant")
        .filter(({ inputs }) => [arn, key?.id].includes(inputs.keyId as string))
        .map(({ inputs }) => ({
            grantee: String(inputs.granteePrincipal),
            operations: inputs.operations as readonly string[],
        }));
    if (key !== undefined) return { resource: policyFrom(`kms/key ${key.name}`, key.inputs.policy), grants };
    if (named("kms/key", arn, state) !== undefined) return {};
    // Of one that exists already, its owner has to admit the services and the account (docs/guides/bring-your-own.md).
    const Principal = "service" in principal ? { Service: principal.service } : { AWS: accountOf(arn) };
    const Statement = { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" };
    return { resource: policyFrom("the policy of the existing key", { Statement }), grants };
}

function bucketOf(arn: string, all: KnownOf): Known | undefined {
    const name = /^arn:[^:]+:s3:::([^/]+)/.exec(arn)?.[1];
    return name === undefined ? undefined : all("s3/bucket").find(({ id }) => id === name);
}

const named = (kind: string, arn: string, all: KnownOf) => all(kind).find(({ outputs }) => outputs.arn === arn);
