import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { type PageFiles, pageFiles } from "../../../runtime/hub/page-files";
import type { ServiceState } from "../../../components/watch/state";
import { until } from "../until";

/** Serves the page as a hub does, and tells it what a test wants to have told. */
export class PageServer {
    private readonly listeners = new Set<ServerResponse>();
    private server: Server | undefined;
    private port = 0;
    /** All that was asked for, in order. */
    readonly asked: string[] = [];
    /** Status of the answers to what is below `/api/`. */
    apiStatus = 200;
    /** Whether requests to what is below `/api/` are taken and never answered. */
    isSilent = false;

    private constructor(
        private readonly files: PageFiles,
        private state: ServiceState,
    ) {}

    static async start(folder: string, state: ServiceState): Promise<PageServer> {
        const server = new PageServer(pageFiles(folder), state);
        await server.listen();
        return server;
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}/`;
    }

    /** Pages that are listening for events. */
    get listening(): number {
        return this.listeners.size;
    }

    /** Tells all pages that listen, and those that come later. */
    tell(state: ServiceState): void {
        this.state = state;
        for (const response of this.listeners) send(response, state);
    }

    /** Text as the data of an event, whatever it is, once a page listens: later pages don't receive it. */
    async tellText(text: string): Promise<void> {
        await until("a page listens", () => this.listening > 0);
        for (const response of this.listeners) response.write(`event: state\ndata: ${text}\n\n`);
    }

    /** Listens on the port that it had before, so that pages find it again. */
    listen(): Promise<void> {
        this.server = createServer(({ url = "/" }, response) => {
            this.asked.push(url);
            this.answer(url.split("?", 1)[0]!, response);
        });
        return new Promise(resolve => {
            this.server!.listen(this.port, "127.0.0.1", () => {
                this.port = (this.server!.address() as AddressInfo).port;
                resolve();
            });
        });
    }

    async stop(): Promise<void> {
        const { server } = this;
        this.server = undefined;
        this.listeners.clear();
        await new Promise<void>(resolve => {
            if (server === undefined) {
                resolve();
                return;
            }
            server.close(() => {
                resolve();
            });
            server.closeAllConnections();
        });
    }

    private answer(pathname: string, response: ServerResponse): void {
        if (pathname.startsWith("/api/") && this.isSilent) return;
        if (pathname.startsWith("/api/") && this.apiStatus !== 200) {
            response.writeHead(this.apiStatus).end();
            return;
        }
        if (pathname === "/api/state") {
            response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(this.state));
            return;
        }
        if (pathname === "/api/events") {
            response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
            this.listeners.add(response);
            response.once("close", () => this.listeners.delete(response));
            send(response, this.state);
            return;
        }
        const file = this.files(pathname);
        if (file === undefined) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { ...file.headers, "content-type": file.contentType }).end(file.body);
    }
}

function send(response: ServerResponse, state: ServiceState): void {
    response.write(`event: state\ndata: ${JSON.stringify(state)}\n\n`);
}
