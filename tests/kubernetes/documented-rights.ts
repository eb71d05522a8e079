import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parseAllDocuments } from "yaml";

import { packageRoot } from "../../tools/package-root";
import type { Manifest } from "../support/clusters/api";
import type { Cluster } from "../support/clusters/cluster";
import { MeridianCommand } from "./meridian-command";
import type { Regions } from "./regions";

const group = "rbac.authorization.k8s.io";

export type DocumentedRole = "drillers" | "hub-readers" | "log-readers" | "watcher-callers";

interface Role extends Manifest {
    readonly metadata: { readonly name: string; readonly namespace: string };
}

/** The Roles for commands, as docs/clouds/kubernetes-operations.md has them. */
function documentedRoles(): readonly Role[] {
    const page = readFileSync(path.join(packageRoot(), "docs", "clouds", "kubernetes-operations.md"), "utf8");
    const [, section = ""] = page.split("\n## Rights for commands\n");
    const [, yaml = ""] = /```yaml\n([^]*?)```/.exec(section) ?? [];
    return parseAllDocuments(yaml).map(document => document.toJS() as Role);
}

interface Clusters {
    readonly clusters: Readonly<Record<string, Cluster>>;
}

/** `meridian` by a user with no rights but those of a documented Role, in the namespace of a cell in each of its clusters. */
export async function commandsBy(
    role: DocumentedRole,
    namespace: string,
    at: Pick<Regions, "kubeconfig" | "stack"> & Clusters,
): Promise<MeridianCommand> {
    const documented = documentedRoles().find(({ metadata }) => metadata.name === role);
    assert.ok(documented, `no Role ${role} is documented`);
    const metadata = { name: role, namespace };
    const user = `one of ${role}`;
    const binding: Manifest = {
        apiVersion: `${group}/v1`,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: group, kind: "Role", name: role },
        subjects: [{ kind: "User", apiGroup: group, name: user }],
    };
    for (const { api } of Object.values(at.clusters)) await api.apply({ ...documented, metadata }, binding);
    return MeridianCommand.of(at, user);
}

/** Takes these rights away again: they are no part of a stack. */
export async function withoutRights(namespace: string, { clusters }: Clusters): Promise<void> {
    const names = documentedRoles().map(({ metadata }) => metadata.name);
    for (const cluster of Object.values(clusters)) {
        await cluster.kubectl(
            ...["delete", "role,rolebinding", ...names, "--namespace", namespace, "--ignore-not-found"],
        );
    }
}
