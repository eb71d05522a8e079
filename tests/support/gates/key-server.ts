import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import { authority } from "../certificates";

/** Where an issuer publishes its keys (RFC 7517 §5), over TLS by an authority of its own. */
export class KeyServer {
    /** How often the keys were fetched. */
    fetched = 0;

    private constructor(
        private readonly server: Server,
        /** PEM of who vouches for it. */
        readonly authority: string,
        public jwks: object,
    ) {}

    static async start(jwks: object): Promise<KeyServer> {
        const owner = await authority("keys");
        const server = createServer(await owner.issue());
        const keys = new KeyServer(server, owner.ca, jwks);
        server.on("request", (_, response) => {
            keys.fetched++;
            response.setHeader("content-type", "application/json").end(JSON.stringify(keys.jwks));
        });
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        return keys;
    }

    get uri(): string {
        return `https://localhost:${(this.server.address() as AddressInfo).port}/keys`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise(resolve => this.server.close(resolve));
    }
}
