import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

import type { Identity } from "../certificates";
import { until } from "../until";

/** An object of any kind, as a manifest has it. */
export interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly [field: string]: unknown;
}

/** Which object. */
export type ObjectRef = Pick<Manifest, "apiVersion" | "kind" | "metadata">;

export type Kind = Pick<Manifest, "apiVersion" | "kind">;

type Nameless = Kind & { readonly spec?: object };

/** A refusal of the API server. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly reason: string,
        message: string,
    ) {
        super(message);
    }
}

interface Resources {
    readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

interface Sent {
    readonly method: "GET" | "PATCH" | "POST" | "DELETE";
    readonly path: string;
    readonly body?: string;
    readonly type?: string;
    /** Whose rights it has. Default: those of the certificate. */
    readonly user?: string | undefined;
}

/** The owner of the fields that tests set (server-side apply). */
const FIELD_MANAGER = "tests";

/** A client of a cluster's API server. */
export class Api {
    private readonly agent: Agent;
    private readonly known = new Map<string, Promise<Resources>>();

    constructor(
        private readonly server: URL,
        { cert, key, ca }: Identity,
    ) {
        this.agent = new Agent({ cert, key, ca, keepAlive: true });
    }

    /** Creates or updates objects in the order of their manifests: a namespace before its objects. */
    async apply(...manifests: readonly Manifest[]): Promise<void> {
        for (const manifest of manifests) await this.applyOne(manifest, "");
    }

    /** The same by the rights of a user, as `kubectl --as`. */
    async applyAs(user: string, ...manifests: readonly Manifest[]): Promise<void> {
        for (const manifest of manifests) await this.applyOne(manifest, "", user);
    }

    /** Has the API server evaluate a manifest as `apply` does, as of another user where one is named, and change nothing. */
    async dryRun(manifest: Manifest, user?: string): Promise<void> {
        await this.applyOne(manifest, "&dryRun=All", user);
    }

    /** Creates an object without a name, such as a review, and returns the answer. */
    async create<T>(manifest: Nameless): Promise<T> {
        const path = await this.pathOf({ ...manifest, metadata: { name: "" } });
        const body = JSON.stringify(manifest);
        return JSON.parse(
            await this.send({ method: "POST", path: path.slice(0, -1), body, type: "application/json" }),
        ) as T;
    }

    async get<T>(ref: ObjectRef): Promise<T> {
        return JSON.parse(await this.send({ method: "GET", path: await this.pathOf(ref) })) as T;
    }

    /** Objects of a namespace by labels. */
    async list<T>(ref: Nameless, namespace: string, labels: Readonly<Record<string, string>> = {}) {
        const path = await this.pathOf({ ...ref, metadata: { name: "", namespace } });
        const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
        return this.items<T>(`${path.slice(0, -1)}?labelSelector=${encodeURIComponent(selector.join(","))}`);
    }

    /** Objects of a kind in all namespaces. */
    async listAll<T>(ref: Nameless): Promise<T[]> {
        return this.items<T>(await this.pathOfAll(ref));
    }

    /**
     * Calls back for each change of objects of a kind in all namespaces, and once for each that is there. Returns when the API server ends it;
     * throws where it refuses or goes away, and when the signal ends it.
     */
    async watch(kind: Kind, changed: () => void, signal: AbortSignal): Promise<void> {
        const path = `${await this.pathOfAll(kind)}?watch=true`;
        const { hostname: host, port } = this.server;
        await new Promise<void>((resolve, reject) => {
            const sent = request({ agent: this.agent, host, port, path, signal }, response => {
                if (response.statusCode !== 200) {
                    response.destroy();
                    reject(refusal(response.statusCode ?? 0, ""));
                    return;
                }
                response.on("data", changed).on("error", reject).on("close", resolve);
            });
            sent.on("error", reject).end();
        });
    }

    /** Changes fields of an object's status, as its controller does. */
    async patchStatus(ref: ObjectRef, status: object): Promise<void> {
        const path = `${await this.pathOf(ref)}/status`;
        await this.send({
            method: "PATCH",
            path,
            body: JSON.stringify({ status }),
            type: "application/merge-patch+json",
        });
    }

    async delete(ref: ObjectRef): Promise<void> {
        await this.send({ method: "DELETE", path: await this.pathOf(ref) });
    }

    /** Polls until the condition holds, and returns the object. Throws with its last status. */
    async until<T>(what: string, ref: ObjectRef, condition: (object: T) => boolean, timeoutMs = 60_000): Promise<T> {
        let last: T | undefined;
        try {
            return await until(
                what,
                async () => {
                    last = await this.get<T>(ref);
                    return condition(last) ? last : undefined;
                },
                timeoutMs,
            );
        } catch (error) {
            const { status } = (last ?? {}) as { status?: unknown };
            throw new Error(`${(error as Error).message}; its status: ${JSON.stringify(status)}`, { cause: error });
        }
    }

    /** The log of a pod's container. */
    async logs(namespace: string, pod: string, container?: string): Promise<string> {
        const query = container === undefined ? "" : `?container=${container}`;
        return this.send({ method: "GET", path: `/api/v1/namespaces/${namespace}/pods/${pod}/log${query}` });
    }

    /** Whether the API server accepts requests. */
    async isReady(): Promise<boolean> {
        return this.send({ method: "GET", path: "/readyz" }).then(
            () => true,
            () => false,
        );
    }

    close(): void {
        this.agent.destroy();
    }

    private async items<T>(path: string): Promise<T[]> {
        return (JSON.parse(await this.send({ method: "GET", path })) as { items: T[] }).items;
    }

    private async applyOne(manifest: Manifest, query: string, user?: string): Promise<void> {
        const path = `${await this.pathOf(manifest)}?fieldManager=${FIELD_MANAGER}&force=true${query}`;
        const body = JSON.stringify(manifest);
        await this.send({ method: "PATCH", path, body, type: "application/apply-patch+yaml", user });
    }

    private async pathOf({ apiVersion, kind, metadata }: ObjectRef): Promise<string> {
        const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const { resources } = await this.resources(group);
        const found = resources.find(resource => resource.kind === kind && !resource.name.includes("/"));
        if (found === undefined) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
        const { namespace = "default", name } = metadata;
        return `${group}${found.namespaced ? `/namespaces/${namespace}` : ""}/${found.name}/${name}`;
    }

    private async pathOfAll(kind: Kind): Promise<string> {
        const path = await this.pathOf({ ...kind, metadata: { name: "", namespace: "" } });
        return path.replace("/namespaces//", "/").slice(0, -1);
    }

    /** A group that does not exist is requested again: a CustomResourceDefinition may add it. */
    private resources(group: string): Promise<Resources> {
        const known = this.known.get(group);
        if (known !== undefined) return known;
        const asked = this.send({ method: "GET", path: group }).then(answer => JSON.parse(answer) as Resources);
        this.known.set(group, asked);
        asked.catch(() => this.known.delete(group));
        return asked;
    }

    private async send({ method, path, body, type, user }: Sent): Promise<string> {
        const [status, answer] = await new Promise<[number, string]>((resolve, reject) => {
            const { hostname: host, port } = this.server;
            const headers = {
                ...(type !== undefined && { "content-type": type }),
                ...(user !== undefined && { "impersonate-user": user }),
            };
            const sent = request(
                { agent: this.agent, host, port, method, path, headers, timeout: 30_000 },
                response => {
                    text(response).then(answer => {
                        resolve([response.statusCode ?? 0, answer]);
                    }, reject);
                },
            );
            sent.on("timeout", () => sent.destroy(new Error("no answer within 30000 ms")));
            sent.on("error", reject);
            sent.end(body);
        });
        if (status < 300) return answer;
        throw refusal(status, answer);
    }
}

/** API servers explain most refusals by a Status. */
function refusal(status: number, answer: string): ApiError {
    try {
        const { reason = "", message = answer } = JSON.parse(answer) as { reason?: string; message?: string };
        return new ApiError(status, reason, message);
    } catch {
        return new ApiError(status, "", answer.slice(0, 500));
    }
}

/** The API server, or the storage of a kind, is about to start, or to end: controllers try again. */
export function isPassing(error: unknown): boolean {
    if (error instanceof ApiError) return error.status >= 500 || error.status === 429;
    const { code = "", message } = error as NodeJS.ErrnoException;
    return /^(ECONN|EHOST|ETIMEDOUT)/.test(code) || message.startsWith("no answer within");
}
