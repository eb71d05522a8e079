import { connect, createServer, type Server } from "node:net";

/** Connections of a Unix socket, passed on to a port of this network: the one path into a network of its own. */
export function bridge(socket: string, port: number): Server {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, inbound => {
        const outbound = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true });
        const end = () => {
            inbound.destroy();
            outbound.destroy();
        };
        inbound.on("error", end);
        outbound.on("error", end);
        inbound.pipe(outbound);
        outbound.pipe(inbound);
    });
    return server.listen(socket);
}
