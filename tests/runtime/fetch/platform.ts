import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Call {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingMessage["headers"];
    /** The body, as a form. */
    readonly form: URLSearchParams;
}

/** What it answers: a text, or a status without one. */
export type Given = string | number;

/** Credentials as a platform gives them out on the machine, over plain HTTP. What it demands of a request is each test's, by the vendor's own page. */
export class Platform {
    readonly calls: Call[] = [];

    private constructor(private readonly server: Server) {}

    static async start(give: (call: Call) => Given): Promise<Platform> {
        const server = createServer();
        const platform = new Platform(server);
        server.on("request", (request: IncomingMessage, response: ServerResponse) => {
            let body = "";
            request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
            request.on("end", () => {
                const { pathname, searchParams } = new URL(request.url ?? "", "http://platform");
                const { method = "", headers } = request;
                const form = new URLSearchParams(body);
                const call = { method, path: pathname, query: searchParams, headers, form };
                platform.calls.push(call);
                const given = give(call);
                response.writeHead(typeof given === "number" ? given : 200);
                response.end(typeof given === "number" ? "" : given);
            });
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return platform;
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
    }
}
