import { createServer, type AddressInfo } from "node:net";

/** Handed out already: two Envoys that are told one port would share it without a word (`SO_REUSEPORT`). */
const taken = new Set<number>();

/** Nobody's at this moment; whoever listens there says so where another process has taken it since. */
export async function freePort(): Promise<number> {
    for (;;) {
        const server = createServer();
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        await new Promise(resolve => server.close(resolve));
        if (!taken.has(port)) {
            taken.add(port);
            return port;
        }
    }
}
