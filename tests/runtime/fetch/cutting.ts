import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";

/** Stands before a server and breaks the first answer off after so many bytes; later ones pass. */
export class Cutting {
    private cut = false;

    private constructor(private readonly server: Server) {}

    static async before(port: number, afterBytes: number): Promise<Cutting> {
        const server = createServer();
        const cutting = new Cutting(server);
        server.on("connection", client => {
            const upstream = connect(port, "127.0.0.1");
            let left = cutting.cut ? Infinity : afterBytes;
            client.pipe(upstream);
            upstream.on("data", (piece: Buffer) => {
                client.write(piece.subarray(0, left));
                left -= piece.length;
                if (left > 0) return;
                cutting.cut = true;
                client.end();
                upstream.destroy();
            });
            upstream.on("end", () => client.end());
            for (const socket of [client, upstream]) socket.on("error", () => undefined);
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return cutting;
    }

    get host(): string {
        return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        this.server.close();
        await once(this.server, "close");
    }
}
