import type { Resource } from "../../../resource";
import type { Claim, Row } from "../../fact";
import { nowhere } from "../place";
import { bindingsOf, grants } from "../words";

/** Roles of everything (https://cloud.google.com/iam/docs/roles-overview#basic), and of each thing of a service that keeps data, in all of a project. */
const wide = new RegExp(
    `^roles/(${[
        "owner|editor|viewer|admin|writer|reader",
        "storage\\.(admin|object(Admin|Creator|User|Viewer)|legacy\\w+)",
        "bigquery\\.(admin|studioAdmin|dataOwner|dataEditor|dataViewer)",
        "(datastore|firebase|spanner|bigtable|alloydb|cloudsql|redis|pubsub)\\.(admin|owner|user|reader|editor|database\\w+|subscriber)",
        // Viewers of the others see no data; those of Cloud SQL may export it (https://cloud.google.com/sql/docs/postgres/iam-roles, https://cloud.google.com/bigtable/docs/access-control).
        "(datastore|firebase|cloudsql)\\.viewer",
        "datastore\\.importExportAdmin",
        // Secrets of clusters are objects of their API.
        "container\\.admin",
        "cloudkms\\.(admin|cryptoKey\\w+|cryptoOperator)",
        "secretmanager\\.(admin|secretAccessor)",
        "logging\\.(admin|viewer|viewAccessor|privateLogViewer)",
        "iam\\.(securityAdmin|serviceAccount(Admin|KeyAdmin|TokenCreator|User))",
        "resourcemanager\\.\\w*([aA]dmin|[iI]amAdmin)",
    ].join("|")})$`,
);

/** A condition restricts a role to what it names. Its quality is not evaluated here. */
function isNarrow(resource: Resource): Claim {
    const path = "role";
    const role = resource.properties.text(path);
    if (role.is === "unknown") return { holds: "undetermined", path };
    return { holds: role.is === "absent" || !wide.test(role.value) || resource.properties.has("condition"), path };
}

function policyIsNarrow(resource: Resource): Claim {
    const path = "policyData";
    const bindings = bindingsOf(resource);
    if (bindings === "undetermined") return { holds: bindings, path };
    const isWide = bindings.some(
        ({ condition, role }) => condition === undefined && typeof role === "string" && wide.test(role),
    );
    return { holds: !isWide, path };
}

/** Who may do what in all of a project, a folder or an organization. */
function everythingIn(stem: string): Record<string, Row> {
    return Object.fromEntries(
        Object.entries(grants(stem, "", "identity/public-principal")).map(([type, row]) => [
            type,
            {
                ...row,
                claims: {
                    ...row.claims,
                    "identity/wildcard": type.endsWith("Policy") ? policyIsNarrow : isNarrow,
                },
            },
        ]),
    );
}

/** A role that is made may do whatever its permissions say. */
function permissionsAreNarrow({ properties }: Resource): Claim {
    const path = "permissions";
    const all = properties.texts("permissions[]");
    if (all.some(read => read.is === "known" && read.value.includes("*"))) return { holds: false, path };
    return { holds: all.every(({ is }) => is === "known") ? true : "undetermined", path };
}

/** Accounts, roles and projects. */
export const identity: Readonly<Record<string, Row>> = {
    "gcp:serviceaccount/account:Account": { place: nowhere, names: ["email", "member"] },
    // Keys that are made are the last way to be an account: https://docs.cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
    "gcp:serviceaccount/key:Key": {
        place: nowhere,
        claims: { "identity/lasting-key": () => ({ holds: false, path: "serviceAccountId" }) },
    },
    ...grants("gcp:serviceaccount/iAM", "", "identity/public-principal"),
    ...everythingIn("gcp:projects/iAM"),
    ...everythingIn("gcp:folder/iAM"),
    ...everythingIn("gcp:organizations/iAM"),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": { place: nowhere },
    "gcp:projects/iAMCustomRole:IAMCustomRole": {
        place: nowhere,
        claims: { "identity/wildcard": permissionsAreNarrow },
    },
    "gcp:organizations/iAMCustomRole:IAMCustomRole": {
        place: nowhere,
        claims: { "identity/wildcard": permissionsAreNarrow },
    },
    "gcp:projects/iamMemberRemove:IamMemberRemove": { place: nowhere },
    "gcp:projects/service:Service": { place: nowhere },
    "gcp:projects/serviceIdentity:ServiceIdentity": { place: nowhere },
    "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts": { place: nowhere },
    "gcp:projects/organizationPolicy:OrganizationPolicy": { place: nowhere },
    "gcp:projects/apiKey:ApiKey": { place: nowhere },
    "gcp:organizations/project:Project": { place: nowhere },
    "gcp:organizations/folder:Folder": { place: nowhere },
    "gcp:folder/organizationPolicy:OrganizationPolicy": { place: nowhere },
    "gcp:organizations/policy:Policy": { place: nowhere },
    "gcp:orgpolicy/policy:Policy": { place: nowhere },
    "gcp:orgpolicy/customConstraint:CustomConstraint": { place: nowhere },
    "gcp:billing/projectInfo:ProjectInfo": { place: nowhere },
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": { place: nowhere },
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": { place: nowhere },
    "gcp:iam/denyPolicy:DenyPolicy": { place: nowhere },
    "gcp:binaryauthorization/policy:Policy": { place: nowhere },
    "gcp:binaryauthorization/attestor:Attestor": { place: nowhere },
};
