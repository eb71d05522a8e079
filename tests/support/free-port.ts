import { createServer, type AddressInfo } from "node:net";

/** Nobody's at this moment; whoever listens there says so where another process has taken it since. */
export async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    return port;
}
