import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import { text } from "node:stream/consumers";
import { TLSSocket } from "node:tls";

import type { Identity } from "../support/certificates";

/**
 * Stands for `kubectl exec`: runs here what is to run in a pod, after a module with the cluster's DNS where there is one. `here` has the ports and
 * paths of this machine that take the places of a pod's.
 */
export const kubectlHere = (here: Readonly<Record<string, string>>, module?: string) => `#!/usr/bin/env node
const [node, ...args] = process.argv.slice(process.argv.indexOf("--") + 1);
const here = ${JSON.stringify(here)};
const required = ${JSON.stringify(module === undefined ? [] : ["-r", module])};
const command = [...required, ...args.map(arg => here[arg] ?? arg)];
const { status } = require("child_process").spawnSync(node, command, { stdio: "inherit" });
process.exitCode = status;
`;

/** Files of a certificate as pods have them. */
export const podFiles = ({ ca, cert, key }: Identity) => ({
    ...{ "tls/tls.crt": cert, "tls/tls.key": key, "tls/ca.crt": ca },
});

/** A request that a pod took. */
export interface Taken {
    /** The name in the certificate of the client. */
    readonly caller: unknown;
    readonly host: string | undefined;
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly body: string;
}

/** Takes requests as a pod of a cell does: by mutual TLS. */
export async function podAt(
    address: string,
    port: number,
    identity: Identity,
    answer: (taken: Taken) => { readonly status: number; readonly body: unknown },
): Promise<Server> {
    const respond = async (request: IncomingMessage) => {
        const { headers, method, socket, url } = request;
        if (!(socket instanceof TLSSocket)) throw new Error("a connection without TLS");
        const caller = socket.getPeerCertificate().subject.CN;
        return answer({ caller, host: headers.host, method, url, body: await text(request) });
    };
    const server = createServer({ ...identity, requestCert: true }, (request, response) => {
        void respond(request).then(({ body, status }) => response.writeHead(status).end(JSON.stringify(body)));
    }).listen(port, address);
    await once(server, "listening");
    return server;
}
