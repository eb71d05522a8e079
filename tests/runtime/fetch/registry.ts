import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { authority, type Identity, writeIdentity } from "../../support/certificates";
import { digestOf, folder } from "./fetched";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";

const login = Buffer.from("user:pass-word").toString("base64");

/** How it lets clients in. */
export type Login = "none" | "basic" | "token";

/**
 * A registry over TLS by https://github.com/opencontainers/distribution-spec, with tokens by
 * https://distribution.github.io/distribution/spec/auth/token/: a manifest only to who accepts its type, content by its digest, and blobs
 * from another host, as registries of clouds have it, which refuses a credential.
 */
export class Registry {
    readonly asked: string[] = [];
    login: Login = "none";
    /** Breaks the next answer with a blob off after so many bytes. */
    cutAfter: number | undefined;
    private readonly manifests = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
    private readonly blobs = new Map<string, Buffer>();

    private constructor(
        private readonly server: Server,
        readonly ca: string,
        /** The names of its own host, and of that which has the blobs. */
        private readonly names: readonly [own: string, blobs: string],
    ) {}

    /** On the loopback interface. */
    static async start(): Promise<Registry> {
        const identity = await (await authority("registry")).issue();
        return Registry.listen(identity, "127.0.0.1", ["localhost", "127.0.0.1"]);
    }

    /** At an address that the certificate is for. */
    static async listen(
        identity: Identity,
        address: string,
        names: readonly [own: string, blobs: string] = [address, address],
    ): Promise<Registry> {
        const { ca } = await writeIdentity(path.join(folder(), "tls"), identity);
        const server = createServer({ cert: identity.cert, key: identity.key });
        const registry = new Registry(server, ca, names);
        server.on("request", (request: IncomingMessage, response: ServerResponse) => {
            registry.answer(request, response);
        });
        server.listen(0, address);
        await once(server, "listening");
        return registry;
    }

    get host(): string {
        return `${this.names[0]}:${this.port}`;
    }

    private get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** What `docker login` writes. */
    get dockerConfig(): string {
        return JSON.stringify({ auths: { [this.host]: { auth: login } } });
    }

    /** Pushes an artefact of these files; returns the digest of its manifest. */
    push(tag: string, ...files: readonly Buffer[]): string {
        const layers = files.map(content => {
            this.blobs.set(digestOf(content), content);
            return { mediaType: "application/octet-stream", digest: digestOf(content), size: content.length };
        });
        const empty = { mediaType: "application/vnd.oci.empty.v1+json", digest: digestOf(Buffer.from("{}")), size: 2 };
        const manifest = {
            schemaVersion: 2,
            mediaType: manifestType,
            artifactType: "application/vnd.model",
            config: empty,
        };
        return this.keep(tag, manifestType, { ...manifest, layers });
    }

    pushIndex(tag: string): string {
        return this.keep(tag, indexType, { schemaVersion: 2, mediaType: indexType, manifests: [{}, {}] });
    }

    /** Has a manifest answer with other bytes than its digest's. */
    corrupt(digest: string): void {
        this.manifests.set(digest, { type: manifestType, bytes: Buffer.from("{}") });
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }

    private keep(tag: string, type: string, manifest: object): string {
        const bytes = Buffer.from(JSON.stringify(manifest));
        for (const reference of [tag, digestOf(bytes)]) this.manifests.set(reference, { type, bytes });
        return digestOf(bytes);
    }

    private answer({ headers, url = "" }: IncomingMessage, response: ServerResponse): void {
        this.asked.push(url);
        const { pathname, searchParams } = new URL(url, `https://${this.host}`);
        const { authorization } = headers;
        if (pathname === "/token") {
            const right = authorization === `Basic ${login}`;
            const scope = searchParams.get("scope") === "repository:team/screening:pull";
            const service = searchParams.get("service") === "registry of the test";
            response
                .writeHead(right && scope && service ? 200 : 401)
                .end(JSON.stringify({ token: "token-of-registry" }));
            return;
        }
        if (pathname.startsWith("/store/")) {
            this.blob(pathname.slice("/store/".length), headers, response);
            return;
        }
        const refused = this.refusal(authorization);
        if (refused !== undefined) {
            response.writeHead(401, { "www-authenticate": refused }).end();
            return;
        }
        const [, kind = "", reference = ""] = /^\/v2\/team\/screening\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
        if (kind === "blobs" && this.blobs.has(reference)) {
            const elsewhere = `https://${this.names[1]}:${this.port}/store/${reference}?sig=signed-address`;
            response.writeHead(307, { location: elsewhere }).end();
            return;
        }
        const found = kind === "manifests" ? this.manifests.get(reference) : undefined;
        const isAccepted = (headers.accept ?? "").split(/, */).includes(found?.type ?? "");
        if (found === undefined || !isAccepted) response.writeHead(404).end();
        else response.writeHead(200, { "content-type": found.type }).end(found.bytes);
    }

    private refusal(authorization: string | undefined): string | undefined {
        const basic = `Basic ${login}`;
        const challenges: Readonly<Record<Login, readonly [want: string | undefined, challenge: string]>> = {
            none: [authorization, ""],
            basic: [basic, 'Basic realm="registry"'],
            token: [
                "Bearer token-of-registry",
                `Bearer realm="https://${this.host}/token",service="registry of the test",scope="repository:team/screening:pull"`,
            ],
        };
        const [want, challenge] = challenges[this.login];
        return authorization === want ? undefined : challenge;
    }

    private blob(digest: string, headers: IncomingMessage["headers"], response: ServerResponse): void {
        const content = this.blobs.get(digest);
        const [own, blobs] = this.names;
        if ((own !== blobs && headers.authorization !== undefined) || content === undefined) {
            response.writeHead(400).end();
            return;
        }
        const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
        const body = content.subarray(from);
        const range: Record<string, string> =
            from === 0 ? {} : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
        response.writeHead(from === 0 ? 200 : 206, { "content-length": String(body.length), ...range });
        const cut = this.cutAfter;
        this.cutAfter = undefined;
        if (cut === undefined) response.end(body);
        else response.write(body.subarray(0, cut), () => response.destroy());
    }
}
