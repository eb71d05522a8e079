import type { Manifest } from "./api";
import type { User } from "./credentials";

const group = "rbac.authorization.k8s.io";

interface Kinds {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    /** Default: to get, list and watch objects. */
    readonly verbs?: readonly string[];
}

/** Has a program of the cluster read objects of these kinds. */
export function mayRead({ name }: User, kinds: readonly Kinds[]): Manifest[] {
    return [
        {
            apiVersion: `${group}/v1`,
            kind: "ClusterRole",
            metadata: { name },
            rules: kinds.map(kind => ({ verbs: ["get", "list", "watch"], ...kind })),
        },
        {
            apiVersion: `${group}/v1`,
            kind: "ClusterRoleBinding",
            metadata: { name },
            roleRef: { apiGroup: group, kind: "ClusterRole", name },
            subjects: [{ apiGroup: group, kind: "User", name }],
        },
    ];
}
