import { createServer, connect, type Server, type Socket } from "node:net";
import { freePort } from "../free-port";

/**
 * A link between two servers that a test can cut: connections over it break, and new ones fail, until it is restored. If it is held
 * instead of cut, nothing passes and neither side notices, as when packets are lost.
 */
export class Wire {
    private readonly sockets = new Set<Socket>();
    private state: "whole" | "cut" | "held" = "whole";

    private constructor(
        readonly port: number,
        private readonly server: Server,
    ) {}

    static async to(target: number): Promise<Wire> {
        const port = await freePort();
        const server = createServer({ noDelay: true, pauseOnConnect: true });
        const wire = new Wire(port, server);
        server.on("connection", socket => {
            wire.take(socket, target);
        });
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject).listen(port, "127.0.0.1", resolve);
        });
        return wire;
    }

    cut(): void {
        this.state = "cut";
        for (const socket of this.sockets) socket.destroy();
    }

    hold(): void {
        this.state = "held";
        for (const socket of this.sockets) socket.pause();
    }

    restore(): void {
        const before = this.state;
        this.state = "whole";
        if (before === "held") for (const socket of this.sockets) socket.resume();
    }

    async close(): Promise<void> {
        this.cut();
        await new Promise(resolve => this.server.close(resolve));
    }

    private take(client: Socket, target: number): void {
        if (this.state !== "whole") {
            client.destroy();
            return;
        }
        const reached = connect({ port: target, host: "127.0.0.1", noDelay: true });
        for (const [from, to] of [
            [client, reached],
            [reached, client],
        ] as const) {
            this.sockets.add(from);
            from.on("error", () => undefined);
            from.on("data", chunk => {
                if (!to.write(chunk)) {
                    from.pause();
                    to.once("drain", () => {
                        if (this.state === "whole") from.resume();
                    });
                }
            });
            from.on("close", () => {
                this.sockets.delete(from);
                to.destroy();
            });
        }
        client.resume();
    }
}
