import { type Document, documentsOf } from "./documents";
import { type Planned, type Principal, principalsOf } from "./grants";
import { preflightGrants } from "./preflight";

export { sizeOf } from "./documents";
export { cellsOn, type Planned } from "./grants";

/** A policy, with what to call it. */
export interface NamedPolicy {
    readonly name: string;
    readonly policy: Document;
}

/** The managed policies that an identity needs. */
export interface IdentityPolicies {
    /** The role of cells; undefined: the identity that runs the engine. */
    readonly role: string | undefined;
    readonly cells: readonly string[];
    /** For updates. */
    readonly policies: readonly NamedPolicy[];
    /** For `meridian preflight`; updates work without. */
    readonly preflight: NamedPolicy;
}

/** What each identity that an update acts as needs on AWS, as policies. No account is read. */
export function policiesFor(planned: Planned): IdentityPolicies[] {
    return principalsOf(planned).map(principal => {
        const { cells, role } = principal;
        const name = nameOf(principal, planned);
        const [preflight] = documentsOf({ grants: preflightGrants(principal) });
        return {
            role,
            cells,
            policies: documentsOf(principal).map((policy, i) => ({ name: `${name}-${i + 1}`, policy })),
            preflight: { name: `${name}-preflight`, policy: preflight! },
        };
    });
}

/** Names of managed policies have 128 characters at most (docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html). */
function nameOf({ cells, role }: Principal, { plan: { service } }: Planned): string {
    return [service, ...(role === undefined ? ["engine"] : cells)].join("-").slice(0, 110);
}
