import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { authority, type Authority, type Identity, writeIdentity } from "../certificates";

/** PEM files of a program. */
export interface CredentialFiles {
    readonly cert: string;
    readonly key: string;
    readonly ca: string;
}

/** The certificate authority of a cluster, and the files with certificates that it has issued. */
export class Credentials {
    private constructor(
        private readonly directory: string,
        private readonly authority: Authority,
        /** The URL of the API server. */
        readonly server: string,
    ) {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
    }

    static async create(directory: string, cluster: string, server: string): Promise<Credentials> {
        return new Credentials(directory, await authority(`kubernetes-${cluster}`), server);
    }

    get ca(): string {
        return this.authority.ca;
    }

    /** The certificate of a program, as a server and as a user of the API. */
    async files(
        user: User,
        addresses: readonly string[] = [],
        hosts: readonly string[] = [],
    ): Promise<CredentialFiles> {
        return writeIdentity(
            path.join(this.directory, user.name.replaceAll(":", "-")),
            await this.issue(user, addresses, hosts),
        );
    }

    issue(user: User, addresses: readonly string[] = [], hosts: readonly string[] = []): Promise<Identity> {
        const { name, group } = user;
        return this.authority.issue({
            name,
            ...(group !== undefined && { organization: group }),
            addresses,
            hosts,
        });
    }

    /** Writes a user's kubeconfig, which only its owner can read. */
    async kubeconfig(user: User): Promise<string> {
        const file = path.join(this.directory, `${user.name.replaceAll(":", "-")}.kubeconfig`);
        writeFileSync(file, JSON.stringify(kubeconfigOf(this.server, await this.issue(user))), { mode: 0o600 });
        return file;
    }

    /** The key that signs tokens of service accounts. */
    tokenKey(): string {
        const file = path.join(this.directory, "tokens.pem");
        const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        writeFileSync(file, privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
        return file;
    }
}

/** By name and group as RBAC knows them. */
export interface User {
    readonly name: string;
    readonly group?: string;
}

/** Their rights are defined by the API server (kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
export const users = {
    admin: { name: "admin", group: "system:masters" },
    apiServer: { name: "kube-apiserver", group: "system:masters" },
    controllerManager: { name: "system:kube-controller-manager" },
    scheduler: { name: "system:kube-scheduler" },
    proxy: { name: "system:kube-proxy" },
    dns: { name: "coredns" },
    aggregator: { name: "front-proxy-client" },
    metrics: { name: "metrics-server" },
    networkPolicies: { name: "kube-network-policies" },
} as const satisfies Readonly<Record<string, User>>;

export const kubeletUser = (node: string): User => ({ name: `system:node:${node}`, group: "system:nodes" });

/** YAML is a superset of JSON. */
function kubeconfigOf(server: string, { cert, key, ca }: Identity): object {
    const base64 = (pem: string) => Buffer.from(pem).toString("base64");
    return {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "cluster", cluster: { server, "certificate-authority-data": base64(ca) } }],
        users: [{ name: "user", user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
        contexts: [{ name: "cluster", context: { cluster: "cluster", user: "user" } }],
        "current-context": "cluster",
    };
}
