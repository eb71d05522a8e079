import { type Document, documentsOf } from "./documents";
import { type Planned, type Principal, principalsOf } from "./grants";

/** The managed policies that an identity needs, with what to call them. */
export interface Policies {
    /** The role of cells; undefined: the identity that runs the engine. */
    readonly role: string | undefined;
    readonly cells: readonly string[];
    readonly documents: readonly { readonly name: string; readonly policy: Document }[];
}

/** What each identity that an update acts as needs on AWS, as policies. No account is read. */
export function policiesFor(planned: Planned): Policies[] {
    return principalsOf(planned).map(principal => {
        const { cells, role } = principal;
        return {
            role,
            cells,
            documents: documentsOf(principal).map((policy, i) => ({
                name: `${nameOf(principal, planned)}-${i + 1}`,
                policy,
            })),
        };
    });
}

/** Names of managed policies have 128 characters at most (docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html). */
function nameOf({ cells, role }: Principal, { plan: { service } }: Planned): string {
    return [service, ...(role === undefined ? ["engine"] : cells)].join("-").slice(0, 120);
}
