import type { Resource } from "../../resource";
import type { Claim, Row } from "../fact";
import { all, every, flag, isOfProgram, matching, toNamed, topOf } from "../forms";
import { nowhere } from "./place";
import { isNarrow, namesWho, reachesBy } from "./statements";
import { toRegionsOf } from "./words";

/**
 * Managed policies of AWS that grant all of an account's data, or all permissions
 * (docs.aws.amazon.com/aws-managed-policy/latest/reference).
 */
const wide =
    /:aws:policy\/(job-function\/|service-role\/)?(AdministratorAccess|PowerUserAccess|DatabaseAdministrator|DataScientist|SystemAdministrator|Amazon(S3|DynamoDB|SQS|RDSData|Kinesis|Bedrock|SageMaker|Athena|ElasticFileSystem|SSM|OpenSearchService|Redshift(Data)?)(FullAccess|ReadOnlyAccess)|AmazonDynamoDBFullAccess_v2|AmazonElasticMapReduce(forEC2Role|FullAccess)|AmazonKeyspaces(FullAccess|ReadOnlyAccess(_v2)?)|AWSLambdaExecute|IAMFullAccess|SecretsManagerReadWrite|AWSKeyManagementServicePowerUser|AWSBackupFullAccess|ReadOnlyAccess)$/;

function isNoAdministrator(path: string) {
    return ({ properties }: Resource): Claim => {
        const named = properties.texts(path);
        if (named.some(read => read.is === "known" && wide.test(read.value))) return { holds: false, path };
        return { holds: named.some(({ is }) => is === "unknown") ? "undetermined" : true, path };
    };
}

/** An attachment of the stack's own policy is evaluated as the policy itself. */
const attaches = (path = "policyArn"): Row => ({
    place: nowhere,
    claims: {
        "identity/wildcard": (resource: Resource): Claim => {
            const made = isNoAdministrator(path)(resource);
            const isOwn = (resource.comesFrom[topOf(path)] ?? []).length > 0;
            return made.holds === "undetermined" && isOwn ? { holds: true, path } : made;
        },
    },
});

/** A claim on lists that a role may leave to resources of their own: what the provider fills in is not the program's. */
const ifAnyOfProgram =
    (paths: readonly string[], claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim | undefined => {
        const made = claim(resource);
        return made.holds === "undetermined" && !paths.some(path => isOfProgram(resource, path)) ? undefined : made;
    };

const policy = (path = "policy"): Row => ({
    place: nowhere,
    claims: { "identity/wildcard": isNarrow(path) },
    reaches: reachesBy(path),
});

const plain = (...types: readonly string[]) =>
    Object.fromEntries(types.map((type): [string, Row] => [type, { place: nowhere }]));

/** Who may do what. IAM is one for all regions. */
export const rights: Readonly<Record<string, Row>> = {
    "aws:iam/role:Role": {
        place: nowhere,
        claims: {
            "identity/wildcard": ifAnyOfProgram(
                ["inlinePolicies", "managedPolicyArns"],
                every(isNarrow("inlinePolicies[].policy"), isNoAdministrator("managedPolicyArns[]")),
            ),
            "identity/public-principal": namesWho("assumeRolePolicy"),
        },
        reaches: resource =>
            isOfProgram(resource, "inlinePolicies") ? reachesBy("inlinePolicies[].policy")(resource) : [],
    },
    "aws:iam/rolePolicy:RolePolicy": policy(),
    "aws:iam/policy:Policy": policy(),
    "aws:iam/userPolicy:UserPolicy": policy(),
    "aws:iam/groupPolicy:GroupPolicy": policy(),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": policy("inlinePolicy"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attaches(),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": attaches("policyArns[]"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": attaches(),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": attaches("policyArns[]"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attaches(),
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": attaches("policyArns[]"),
    "aws:iam/policyAttachment:PolicyAttachment": attaches(),
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {
        place: nowhere,
        claims: { "identity/wildcard": isNoAdministrator("managedPolicyArn") },
    },
    // A person signs in by an identity provider, a workload by its role (docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html).
    "aws:iam/accessKey:AccessKey": {
        place: nowhere,
        claims: {
            "identity/lasting-key": matching("status", /^Inactive$/),
        },
    },
    ...plain(
        "aws:iam/accountAlias:AccountAlias",
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        "aws:iam/group:Group",
        "aws:iam/groupMembership:GroupMembership",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "aws:iam/samlProvider:SamlProvider",
        "aws:iam/serviceLinkedRole:ServiceLinkedRole",
        "aws:iam/user:User",
        "aws:iam/userGroupMembership:UserGroupMembership",
        "aws:iam/userLoginProfile:UserLoginProfile",
        "aws:iam/virtualMfaDevice:VirtualMfaDevice",
        "aws:organizations/account:Account",
        "aws:organizations/organization:Organization",
        "aws:organizations/organizationalUnit:OrganizationalUnit",
        "aws:organizations/policy:Policy",
        "aws:organizations/policyAttachment:PolicyAttachment",
    ),
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": {
        place: nowhere,
        claims: {
            "identity/lasting-key": matching("status", /^Inactive$/),
        },
    },
    // Guests that have not signed in assume a role of the account.
    "aws:cognito/identityPool:IdentityPool": {
        claims: { "exposure/public-invoker": flag("allowUnauthenticatedIdentities", false) },
    },
    "aws:cognito/userPool:UserPool": {
        holds: "data",
        encryption: () => ({ by: "provider" }),
        // Codes and greetings, with their recipients.
        flows: all(
            toNamed("event", "emailConfiguration.sourceArn"),
            toRegionsOf("event", "smsConfiguration.snsRegion"),
        ),
        claims: {
            "durability/deletion-protection": matching("deletionProtection", /^ACTIVE$/),
        },
    },
};
