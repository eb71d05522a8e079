import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { writeMetrics } from "../../components/watch/metrics/text";
import type { ServiceState } from "../../components/watch/state";
import { whereOf } from "../answers";
import type { Log } from "../log";
import type { Access } from "./access";
import type { Hub } from "./hub";
import { metricsType } from "./metrics-listener";
import { pageFile } from "./page-files";
import { passOn, queryAt } from "./queries";
import { plainSite, type Site } from "./site";

/**
 * How a request came: over the socket, which only the stack's owner can open; or over the port, which every account of the machine
 * reaches, and with TLS other machines.
 */
export type Way = "socket" | "port";

/** What a hub answers: over its socket, and at its port. */
export class HubApi {
    /** Open streams of events, each with whether its reader still has access. */
    private readonly readers = new Map<ServerResponse, () => boolean>();

    constructor(
        private readonly hub: Hub,
        private readonly access: Access,
        private readonly log: Log,
        private readonly site: Site = plainSite,
    ) {}

    /** Sends the state to every open page; a stream ends with the session that opened it. */
    publish(): void {
        if (this.readers.size === 0) return;
        const event = eventOf(this.hub);
        for (const [reader, hasAccess] of this.readers) {
            if (!hasAccess()) reader.end();
            // A page that reads too slowly for one state gets the next.
            else if (!reader.writableNeedDrain) reader.write(event);
        }
    }

    close(): void {
        for (const reader of this.readers.keys()) reader.end();
    }

    listener(way: Way): RequestListener {
        return (request, response) => {
            try {
                this.answer(way, request, response);
            } catch (error) {
                this.log.error("request failed", { at: whereOf(error) });
                if (response.headersSent) response.destroy();
                else send(response, 500, "text/plain", "the hub failed; the request is valid\n");
            }
        };
    }

    private answer(way: Way, request: IncomingMessage, response: ServerResponse): void {
        for (const [name, value] of Object.entries(this.site.headersFor(request))) response.setHeader(name, value);
        if (way === "port" && !this.site.isNamed(request)) {
            send(response, 421, "text/plain", "this hub only accepts requests by its address\n");
            return;
        }
        const url = urlOf(request);
        if (url === undefined) {
            send(response, 400, "text/plain", "invalid address\n");
            return;
        }
        const { pathname, searchParams } = url;
        if (pathname === "/live") {
            send(response, 200, "application/json", '{"live":true}');
            return;
        }
        if (way === "socket" && request.method === "POST") {
            this.command(pathname, request, response);
            return;
        }
        const ticket = searchParams.get("ticket");
        if (pathname === "/" && ticket !== null) {
            this.open(ticket, response);
            return;
        }
        if (way === "port" && !this.admits(request, pathname)) {
            send(response, 401, "text/plain", closed, { "www-authenticate": "Bearer" });
            return;
        }
        if (request.method !== "GET" && request.method !== "HEAD") {
            send(response, 405, "text/plain", "the hub only accepts reads here\n", { allow: "GET, HEAD" });
            return;
        }
        switch (pathname) {
            case "/api/state": {
                send(response, 200, "application/json", written(this.hub.state));
                return;
            }
            case "/api/events": {
                this.follow(response, () => way === "socket" || this.access.hasSession(request));
                return;
            }
            case "/metrics": {
                send(response, 200, metricsType, writeMetrics(this.hub.metrics()));
                return;
            }
            default: {
                this.file(pathname, response);
                return;
            }
        }
    }

    /** Browsers read all that a page shows, Prometheus metrics. */
    private admits(request: IncomingMessage, pathname: string): boolean {
        return (
            this.access.hasSession(request) ||
            (pathname === "/metrics" && (this.access.hasKey(request) || this.access.hasCertificate(request)))
        );
    }

    private command(pathname: string, request: IncomingMessage, response: ServerResponse): void {
        const query = queryAt(pathname);
        if (pathname === "/api/tickets") {
            send(response, 200, "application/json", JSON.stringify({ ticket: this.access.newTicket() }));
        } else if (query === undefined) {
            send(response, 404, "text/plain", "no such command\n");
        } else {
            void passOn(query, request, this.hub).then(({ status, text }) => {
                send(response, status, "application/json", text);
            });
        }
    }

    private open(ticket: string, response: ServerResponse): void {
        const cookie = this.access.sessionFor(ticket);
        if (cookie === undefined) {
            send(response, 401, "text/plain", `this address has been used, or has expired\n${closed}`);
        } else {
            send(response, 303, "text/plain", "", { location: "/", "set-cookie": cookie });
        }
    }

    private follow(response: ServerResponse, hasAccess: () => boolean): void {
        const event = eventOf(this.hub);
        response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
        response.write(event);
        this.readers.set(response, hasAccess);
        response.on("close", () => this.readers.delete(response));
    }

    private file(pathname: string, response: ServerResponse): void {
        const file = pageFile(pathname);
        if (file === undefined) {
            send(response, 404, "text/plain", "no such page\n");
        } else {
            send(response, 200, file.contentType, file.body, file.headers);
        }
    }
}

const closed = "open this hub with `npx meridian hub`, which prints an address that works once\n";

function eventOf(hub: Hub): string {
    return `event: state\ndata: ${written(hub.state)}\n\n`;
}

/** Four digits are more than a page shows, and a quarter of the bytes. */
function written(state: ServiceState): string {
    return JSON.stringify(state, (_, value: unknown) =>
        typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
    );
}

/** Undefined where what is asked for is none, as of `//`. */
function urlOf({ url = "/" }: IncomingMessage): URL | undefined {
    try {
        return new URL(url, "http://hub");
    } catch {
        return undefined;
    }
}

function send(
    response: ServerResponse,
    status: number,
    contentType: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
): void {
    response.writeHead(status, {
        "content-type": contentType,
        "content-length": Buffer.byteLength(body),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        ...headers,
    });
    response.end(response.req.method === "HEAD" ? undefined : body);
}
