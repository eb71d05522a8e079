import type { Resource } from "../../resource";
import type { Claim, Row } from "../fact";
import { every, matching, noneOf, topOf } from "../forms";
import { core, inNamespace, kind } from "./words";

const versions = ["v1", "v1alpha1", "v1beta1"].map(version => `rbac.authorization.k8s.io/${version}`);

const any = /^\*$/;

/** A role names what it may do, and with what. */
const isNarrow = every(
    ...["verbs", "resources", "apiGroups", "nonResourceURLs"].map(list => noneOf(`rules[].${list}[]`, any)),
);

/** All users, by the names of users and groups that the API server gives to anonymous or to all clients. */
const allPrincipals = /^system:(anonymous|unauthenticated|authenticated)$/;

const made = (kinds: string) => new RegExp(`[:$]kubernetes:[^:]+:(${kinds})::[^:]*$`);

/** What is not known yet holds where it comes from objects of the stack alone, whose names are their own. */
const orFrom =
    (sources: RegExp, claim: (resource: Resource) => Claim) =>
    (resource: Resource): Claim => {
        const said = claim(resource);
        const from = resource.comesFrom[topOf(said.path)] ?? [];
        const isOfStack = from.length > 0 && from.every(urn => sources.test(urn));
        return said.holds === "undetermined" && isOfStack ? { ...said, holds: true } : said;
    };

const bindingClaims: NonNullable<Row["claims"]> = {
    "identity/public-principal": orFrom(
        made("ServiceAccount|Namespace(Patch)?"),
        noneOf("subjects[].name", allPrincipals),
    ),
    "identity/wildcard": orFrom(made("Role|ClusterRole"), matching("roleRef.name", /^(?!cluster-admin$)/, true)),
};

/** Accounts and their rights. */
export const rights: Readonly<Record<string, Row>> = {
    ...kind("ServiceAccount", core, { ...inNamespace }),
    ...kind("Role", versions, { ...inNamespace, claims: { "identity/wildcard": isNarrow } }),
    ...kind("ClusterRole", versions, { claims: { "identity/wildcard": isNarrow } }),
    ...kind("RoleBinding", versions, { ...inNamespace, claims: bindingClaims }),
    ...kind("ClusterRoleBinding", versions, { claims: bindingClaims }),
};
