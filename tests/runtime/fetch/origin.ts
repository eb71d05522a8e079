import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { authority, writeIdentity } from "../../support/certificates";
import { folder } from "./fetched";

export interface Asked {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
}

/** What happens to one request in place of an answer. */
export type Fault =
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
    /** The connection breaks after so many bytes of the body; `then` runs before it does. */
    | { readonly cutAfter: number; readonly then?: () => void }
    /** Nothing more comes after so many bytes, and the connection stays. */
    | { readonly stallAfter: number };

/** A server of one file over TLS that knows ranges and versions, and fails as it is set to. */
export class Origin {
    readonly asked: Asked[] = [];
    /** For the next requests, one each. */
    readonly faults: Fault[] = [];
    etag: string | undefined = '"1"';
    /** On each answer with content. */
    headers: Readonly<Record<string, string>> = {};
    /** The status of a request that it does not admit. */
    refuses: (asked: Asked) => number | undefined = () => undefined;
    /** Whether it declares the length. */
    hasLength = true;
    /** Whether it refuses a request for another version. */
    comparesVersions = true;

    private constructor(
        private readonly server: Server,
        readonly ca: string,
        public content: Buffer,
    ) {}

    static async start(content: Buffer): Promise<Origin> {
        const identity = await (await authority("origin")).issue();
        const { ca } = await writeIdentity(path.join(folder(), "tls"), identity);
        const server = createServer({ cert: identity.cert, key: identity.key });
        const origin = new Origin(server, ca, content);
        server.on("request", (request: IncomingMessage, response: ServerResponse) => {
            origin.answer(request, response);
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return origin;
    }

    get host(): string {
        return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    get url(): string {
        return `https://${this.host}`;
    }

    /** The environment of a run that knows its authority. */
    environment(file = "/models/1.onnx") {
        return { SOURCE_URI: `${this.url}${file}`, NODE_EXTRA_CA_CERTS: this.ca };
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }

    private answer({ method = "", url = "", headers }: IncomingMessage, response: ServerResponse): void {
        const asked = { method, url, headers };
        this.asked.push(asked);
        const refused = this.refuses(asked);
        if (refused !== undefined) {
            response.writeHead(refused).end();
            return;
        }
        const fault = this.faults.shift();
        if (fault !== undefined && "status" in fault) {
            response.writeHead(fault.status, fault.headers).end(fault.body);
            return;
        }
        const tag: Record<string, string> = this.etag === undefined ? {} : { etag: this.etag };
        const isOtherVersion = headers["if-match"] !== undefined && headers["if-match"] !== this.etag;
        if (isOtherVersion && this.comparesVersions) {
            response.writeHead(412).end();
            return;
        }
        const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
        const body = this.content.subarray(from);
        const whole = this.content.length;
        const length: Record<string, string> = this.hasLength ? { "content-length": String(body.length) } : {};
        const range: Record<string, string> =
            from === 0 ? {} : { "content-range": `bytes ${from}-${whole - 1}/${whole}` };
        response.writeHead(from === 0 ? 200 : 206, { ...this.headers, ...tag, ...length, ...range });
        if (fault === undefined) {
            response.end(body);
            return;
        }
        const bytes = "cutAfter" in fault ? fault.cutAfter : fault.stallAfter;
        response.write(body.subarray(0, bytes), () => {
            if (!("cutAfter" in fault)) return;
            fault.then?.();
            response.destroy();
        });
    }
}
