import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Stands before a bucket, and holds single requests for objects for a while. What is signed is passed on as it is. */
export class SlowBucket {
    private due: { readonly method: string; left: number; readonly ms: number } | undefined;
    private ended = new AbortController();
    /** Whether it holds a request now. */
    holds = false;
    /** Requests that it has held and passed on. */
    released = 0;

    private constructor(private readonly server: Server) {}

    static async before(port: number): Promise<SlowBucket> {
        const server = createServer();
        const slow = new SlowBucket(server);
        server.on("request", (asked, answer) => {
            const { headers, method = "", url } = asked;
            void slow.hold(method, url ?? "").then(() => {
                const on = request({ port, method, path: url, headers, setHost: false }, response => {
                    answer.writeHead(response.statusCode!, response.headers);
                    response.pipe(answer);
                });
                on.on("error", () => answer.destroy());
                asked.pipe(on);
            });
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        return slow;
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    /** Holds one request for an object: the next of that method, or the second after now, and so on. */
    holdNext(method: "GET" | "PUT", which: number, ms: number): void {
        this.due = { method, left: which, ms };
    }

    /** Passes on what it holds. */
    release(): void {
        this.ended.abort();
        this.ended = new AbortController();
    }

    async stop(): Promise<void> {
        this.ended.abort();
        this.server.closeAllConnections();
        await new Promise(resolve => this.server.close(resolve));
    }

    private async hold(method: string, url: string): Promise<void> {
        const { due } = this;
        if (due?.method !== method || !/\/\d{6}$/.test(url) || --due.left > 0) return;
        this.due = undefined;
        this.holds = true;
        await pause(due.ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
        this.holds = false;
        this.released++;
    }
}
