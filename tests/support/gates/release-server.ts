import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

import { healthPaths, tablesReadyPath } from "../../../components/gate/health/health";
import type { Identity } from "../certificates";
import { answerCall } from "./open-inference";

/** A request as it reached a server. */
export interface Received {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

/** As far as both versions of HTTP answer alike. */
export type Answer = Pick<ServerResponse, "end" | "write" | "destroy" | "setHeader" | "on"> & {
    writeHead(status: number): Answer;
};
export type Answerer = (request: Received, response: Answer) => void;

/**
 * What stands behind a gate in these tests: it keeps what reaches it, and answers as a test says, over HTTP/1.1 or HTTP/2.
 * Over real mutual TLS, as a model server; but it runs no model, so what it answers proves nothing about one.
 */
export class ReleaseServer {
    readonly received: Received[] = [];
    /** What it answers to health checks, as a model server or as one of tables. */
    ready = true;
    answer: Answerer = (_, response) => response.end("{}");
    private readonly server;
    private readonly sockets = new Set<TLSSocket>();
    private at = 0;

    constructor(
        readonly name: string,
        private readonly version: string,
        { cert, key, ca }: Identity,
        /** Whether it asks its callers for a certificate, as servers of a cell do. */
        mutual = true,
    ) {
        const tls = { cert, key, ca, requestCert: mutual, rejectUnauthorized: mutual, allowHTTP1: true };
        this.server = createSecureServer(tls, (request, response) => {
            this.take(request, response);
        });
        this.server.on("secureConnection", (socket: TLSSocket) => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
            socket.on("error", () => undefined);
        });
    }

    get port(): number {
        return this.at;
    }

    /** At a socket of a file, where one is said; at a port of its own else. */
    async listen(file?: string): Promise<void> {
        if (file !== undefined) {
            await new Promise<void>(resolve => this.server.listen(file, resolve));
            return;
        }
        await new Promise<void>(resolve => this.server.listen(this.at, "127.0.0.1", resolve));
        this.at = (this.server.address() as AddressInfo).port;
    }

    /** At once, with every connection: as a process that is killed. */
    async close(): Promise<void> {
        const closed = new Promise(resolve => this.server.close(resolve));
        for (const socket of this.sockets) socket.destroy();
        await closed;
    }

    private take(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): void {
        const { method = "", url = "", headers } = request;
        if (url === healthPaths.ready || url === tablesReadyPath) {
            response.writeHead(this.ready ? 200 : 503).end();
            return;
        }
        const keep = (body: string) => {
            const received = { method, path: url, headers, body };
            this.received.push(received);
            return received;
        };
        if (headers["content-type"]?.startsWith("application/grpc") === true) {
            keep("");
            answerCall(request as Http2ServerRequest, response as Http2ServerResponse, this.version);
            return;
        }
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("error", () => undefined);
        request.on("end", () => {
            this.answer(keep(Buffer.concat(chunks).toString()), response as Answer);
        });
    }
}
