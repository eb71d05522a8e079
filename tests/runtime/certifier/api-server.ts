import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

import { ApiServer } from "../../../runtime/certifier/kubernetes/api-server";
import type { KubernetesObject } from "../../../runtime/certifier/kubernetes/objects";
import { authority } from "../../support/certificates";

/**
 * Fakes what of an API server a certifier uses, for machines without a cluster: objects with versions, conflicts, tokens, and failures as
 * tests want them. It knows no rights and accepts any content, so that those are proven by `tests/kubernetes/certifier.test.ts` only.
 */
export class FakeApiServer {
    /** By path. */
    readonly objects = new Map<string, KubernetesObject>();
    /** As `GET /path`, in order. */
    readonly requests: string[] = [];
    /** What it answers instead, once for each. */
    readonly failures: { readonly status: number; readonly message: string; readonly retryAfter?: number }[] = [];
    /** Happens before each answer. */
    beforeAnswer: () => void = () => undefined;
    /** The token that it accepts. */
    token = "first";
    private version = 0;

    private constructor(
        private readonly server: Server,
        /** As Kubernetes mounts them. */
        readonly credentials: string,
    ) {
        server.on("request", (request: IncomingMessage, response) => {
            void this.answer(request).then(([status, body, headers = {}]) => {
                response.writeHead(status, { "content-type": "application/json", ...headers });
                response.end(JSON.stringify(body));
            });
        });
    }

    static async listen(): Promise<FakeApiServer> {
        const identity = await (await authority("cluster")).issue();
        const server = createServer(identity);
        await once(server.listen(0, "127.0.0.1"), "listening");
        const fake = new FakeApiServer(server, mkdtempSync(path.join(tmpdir(), "service-account-")));
        fake.mount("ca.crt", identity.ca);
        fake.mount("token", fake.token);
        return fake;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    client(): ApiServer {
        return new ApiServer({ host: "127.0.0.1", port: this.port }, this.credentials);
    }

    mount(name: "ca.crt" | "token", content: string): void {
        writeFileSync(path.join(this.credentials, name), `${content}\n`);
    }

    /** Writes an object as another client does. */
    put(path: string, object: KubernetesObject): void {
        const metadata = { ...object.metadata, resourceVersion: String(++this.version) };
        this.objects.set(path, { ...object, metadata });
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
        rmSync(this.credentials, { recursive: true, force: true });
    }

    private async answer(request: IncomingMessage): Promise<readonly [number, unknown, Record<string, string>?]> {
        const { method, url = "" } = request;
        const body = await text(request);
        this.requests.push(`${method} ${url}`);
        this.beforeAnswer();
        if (request.headers.authorization !== `Bearer ${this.token}`) return refusal(401, "Unauthorized");
        const failure = this.failures.shift();
        if (failure !== undefined) {
            const { status, message, retryAfter } = failure;
            return [...refusal(status, message), { "retry-after": String(retryAfter ?? 0) }];
        }
        if (method === "GET") {
            const found = this.objects.get(url);
            return found === undefined ? refusal(404, `${url} not found`) : [200, found];
        }
        const sent = JSON.parse(body) as KubernetesObject;
        const at = method === "POST" ? `${url}/${sent.metadata.name}` : url;
        const before = this.objects.get(at);
        if (method === "POST" && before !== undefined) return refusal(409, `${at} already exists`);
        if (method === "PUT" && before === undefined) return refusal(404, `${at} not found`);
        if (method === "PUT" && sent.metadata.resourceVersion !== before?.metadata.resourceVersion) {
            return refusal(409, "the object has been modified");
        }
        this.put(at, sent);
        return [method === "POST" ? 201 : 200, this.objects.get(at)];
    }
}

const refusal = (code: number, message: string) =>
    [code, { kind: "Status", apiVersion: "v1", status: "Failure", code, message }] as const;
