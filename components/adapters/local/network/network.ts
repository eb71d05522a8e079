import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "./connection";
import { keyOf, type Link } from "./links";

/** A connection over which nothing has gone for so long has no request under way, mostly. */
const QUIET_MS = 1_000;
/** For requests under way. Well within the ten seconds after which supervisors kill. */
const FINISH_MS = 5_000;
const CHECK_MS = 20;

interface Way {
    link: Link;
    readonly server: Server;
}

/** The ways between places: a listener for each, and the connections over them. */
export class Network {
    private readonly ways = new Map<string, Way>();
    private readonly connections = new Set<Connection>();

    /**
     * Has these links and no others. What connections are there stay: with the new delay where a link is another now,
     * and until they end where it is gone. Rejects, with all others there, when a link can't listen.
     */
    async become(links: readonly Link[]): Promise<void> {
        const keys = links.map(keyOf);
        for (const [key, { server }] of this.ways) {
            if (!keys.includes(key)) {
                server.close();
                this.ways.delete(key);
            }
        }
        const opened = links.flatMap(link => {
            const way = this.ways.get(keyOf(link));
            if (way === undefined) {
                return [this.open(link)];
            }
            way.link = link;
            return [];
        });
        const failed = (await Promise.allSettled(opened)).flatMap(result =>
            result.status === "rejected" ? [(result.reason as Error).message] : [],
        );
        if (failed.length > 0) {
            throw new Error(failed.join("; "));
        }
    }

    /** Takes no more connections, and ends each when nothing seems to be under way over it. */
    async close(): Promise<void> {
        await this.become([]);
        const late = performance.now() + FINISH_MS;
        while (this.connections.size > 0 && performance.now() < late) {
            for (const connection of this.connections) {
                if (connection.quietMs > QUIET_MS) connection.end();
            }
            await pause(CHECK_MS);
        }
    }

    private open(link: Link): Promise<void> {
        const server = createServer({ allowHalfOpen: true, noDelay: true });
        const way: Way = { link, server };
        this.ways.set(keyOf(link), way);
        server.on("connection", client => {
            const connection = new Connection(client, () => way.link);
            this.connections.add(connection);
            client.on("close", () => this.connections.delete(connection));
        });
        return new Promise((resolve, reject) => {
            server.once("listening", resolve);
            server.on("error", error => {
                // Forgotten, so that it is tried again when the file changes.
                this.ways.delete(keyOf(link));
                reject(error);
            });
            server.listen(link.listen);
        });
    }
}
