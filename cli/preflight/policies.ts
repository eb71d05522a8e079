import { type IdentityPolicies, type NamedPolicy, sizeOf } from "../../components/adapters/aws/operations/permissions";

const counted = ({ name, policy }: NamedPolicy) => ({ name, characters: sizeOf(policy.Statement), policy });

/** Policies as `--permissions` prints them. */
export function policiesJson(identities: readonly IdentityPolicies[]): object[] {
    return identities.map(({ cells, policies, preflight, role }) => ({
        role: role ?? null,
        cells,
        policies: policies.map(counted),
        preflight: counted(preflight),
    }));
}
