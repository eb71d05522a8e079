import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import path from "node:path";
import { text } from "node:stream/consumers";
import { ApiError, type KubernetesObject, type Objects } from "./objects";

/** Where Kubernetes mounts the credentials of a pod's ServiceAccount. */
export const serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Less than the time that a holder of a lease has left when it renews it. */
const DEADLINE_MS = 5_000;

export interface ApiServerAddress {
    readonly host: string;
    readonly port: number;
}

interface Kind {
    /** With version, as in `coordination.k8s.io/v1`; `v1` of the core group. */
    readonly apiVersion: string;
    /** As in paths. */
    readonly plural: string;
}

const kinds = {
    leases: { apiVersion: "coordination.k8s.io/v1", plural: "leases" },
    secrets: { apiVersion: "v1", plural: "secrets" },
} as const satisfies Readonly<Record<string, Kind>>;

interface Sent {
    readonly method: "GET" | "POST" | "PUT";
    readonly path: string;
    readonly body?: string;
}

/** What to do about a status. Others are the API server's own failures, which end by themselves. */
const remedies: Readonly<Partial<Record<number, string>>> = {
    401: "check that the pod's ServiceAccount exists and that its token is mounted",
    403: "give the ServiceAccount the rules of the certifier's Role: run `pulumi up`",
    404: "check that the namespace exists",
    409: "none: the next attempt reads the object again",
};
const retried = "none: it is tried again; if that goes on, check the API server";

/** The API server of the pod's cluster, as the pod's ServiceAccount. Kubernetes renews the credentials, so each request reads them. */
export class ApiServer {
    private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

    constructor(
        private readonly at: ApiServerAddress,
        private readonly credentials = serviceAccountDirectory,
    ) {}

    objects<T extends KubernetesObject>(kind: keyof typeof kinds, namespace: string): Objects<T> {
        const { apiVersion, plural } = kinds[kind];
        const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const all = `${group}/namespaces/${namespace}/${plural}`;
        return {
            get: async name => {
                try {
                    return (await this.send({ method: "GET", path: `${all}/${name}` })) as T;
                } catch (error) {
                    if (error instanceof ApiError && error.status === 404) return undefined;
                    throw error;
                }
            },
            create: async object => (await this.send({ method: "POST", path: all, body: JSON.stringify(object) })) as T,
            update: async object =>
                (await this.send({
                    method: "PUT",
                    path: `${all}/${object.metadata.name}`,
                    body: JSON.stringify(object),
                })) as T,
        };
    }

    close(): void {
        this.agent.destroy();
    }

    private async send({ method, path, body }: Sent): Promise<unknown> {
        const [token, ca] = await Promise.all([this.credential("token"), this.credential("ca.crt")]);
        const headers = {
            authorization: `Bearer ${token.trim()}`,
            accept: "application/json",
            ...(body !== undefined && { "content-type": "application/json" }),
        };
        const signal = AbortSignal.timeout(DEADLINE_MS);
        const { status, answer, retryAfter } = await new Promise<Answered>((resolve, reject) => {
            const sent = request({ ...this.at, ca, agent: this.agent, method, path, headers, signal }, response => {
                text(response).then(answer => {
                    const retryAfter = Number(response.headers["retry-after"] ?? 0);
                    resolve({ status: response.statusCode!, answer, retryAfter });
                }, reject);
            });
            sent.on("error", reject);
            sent.end(body);
        }).catch((error: unknown) => {
            throw this.unreached(error, signal);
        });
        if (status >= 200 && status < 300) return parsed(answer);
        const wait = Number.isFinite(retryAfter) ? retryAfter * 1000 : 0;
        throw new ApiError(`${status}: ${messageIn(answer)}`, remedies[status] ?? retried, status, wait);
    }

    private async credential(name: "token" | "ca.crt"): Promise<string> {
        const file = path.join(this.credentials, name);
        try {
            return await readFile(file, "utf8");
        } catch (error) {
            const { code = "unknown" } = error as NodeJS.ErrnoException;
            const remedy = "mount the token of the pod's ServiceAccount: automountServiceAccountToken: true";
            throw new ApiError(`${file} can't be read (${code})`, remedy);
        }
    }

    private unreached(error: unknown, signal: AbortSignal): ApiError {
        const { code, message } = error as NodeJS.ErrnoException;
        const reason = signal.aborted ? `no answer within ${DEADLINE_MS / 1000} s` : (code ?? message);
        return new ApiError(
            `the API server at ${this.at.host}:${this.at.port} is not reached: ${reason}`,
            "check the API server, and that a NetworkPolicy permits the certifier's connections to it",
        );
    }
}

interface Answered {
    readonly status: number;
    readonly answer: string;
    /** Seconds. */
    readonly retryAfter: number;
}

function parsed(answer: string): unknown {
    try {
        return JSON.parse(answer);
    } catch {
        throw new ApiError("the answer is not JSON", "check what answers at the address of the API server");
    }
}

/** A refusal is an object of kind Status; a proxy before the API server may answer with anything. */
function messageIn(answer: string): string {
    try {
        const { message } = JSON.parse(answer) as { message?: unknown };
        return typeof message === "string" ? message.slice(0, 500) : "no message";
    } catch {
        return "no message";
    }
}
