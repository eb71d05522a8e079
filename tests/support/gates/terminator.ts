import { connect as connectPlain, type AddressInfo, type Socket } from "node:net";
import { connect as connectTls, createServer, type TLSSocket } from "node:tls";

import type { Identity } from "../certificates";

/**
 * Where TLS of callers ends before a gate, as with a load balancer or a platform. It forwards requests unchanged, over TLS of its own or
 * in plain text, so it does not show what such a product changes in requests.
 */
export class Terminator {
    private readonly server;
    private readonly sockets = new Set<Socket>();

    constructor({ cert, key }: Identity, to: number, by: "tls" | "platform") {
        this.server = createServer({ cert, key, ALPNProtocols: ["h2", "http/1.1"] }, outer => {
            const { alpnProtocol } = outer;
            const ALPNProtocols = [alpnProtocol === false || alpnProtocol === null ? "http/1.1" : alpnProtocol];
            const address = { host: "127.0.0.1", port: to };
            // Balancers check no certificate of what stands behind them.
            const inner =
                by === "tls"
                    ? connectTls({ ...address, ALPNProtocols, rejectUnauthorized: false })
                    : connectPlain(address);
            this.join(outer, inner);
        });
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    listen(): Promise<void> {
        return new Promise(resolve => this.server.listen(0, "127.0.0.1", resolve));
    }

    async close(): Promise<void> {
        const closed = new Promise(resolve => this.server.close(resolve));
        for (const socket of this.sockets) socket.destroy();
        await closed;
    }

    private join(outer: TLSSocket, inner: Socket): void {
        for (const [one, other] of [
            [outer, inner],
            [inner, outer],
        ] as const) {
            this.sockets.add(one);
            one.on("error", () => other.destroy());
            one.on("close", () => {
                this.sockets.delete(one);
                other.destroy();
            });
            one.pipe(other);
        }
    }
}
