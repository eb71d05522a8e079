import { writeFile } from "node:fs/promises";
import path from "node:path";

import { type Identity, writeIdentity } from "../../tests/support/certificates";
import { freePort } from "../../tests/support/free-port";
import { type Running, runProgram } from "../programs/program";

export interface Proxy extends Running {
    readonly port: number;
}

/**
 * A plain proxy of one thread that does what a gate does with TLS and connections, and nothing else: ends the clients'
 * TLS, keeps connections to the server over mutual TLS, writes no log.
 */
export async function startHaproxy(
    program: string,
    directory: string,
    identity: Identity,
    server: { readonly port: number; readonly name: string },
): Promise<Proxy> {
    const port = await freePort();
    await writeIdentity(path.join(directory, "haproxy-tls"), identity);
    await writeFile(path.join(directory, "haproxy.pem"), `${identity.cert}\n${identity.key}\n`, { mode: 0o600 });
    await writeFile(path.join(directory, "haproxy.cfg"), configuration(port, server));
    return { ...(await runProgram(program, ["-db", "-f", "haproxy.cfg"], directory, port)), port };
}

const configuration = (port: number, server: { readonly port: number; readonly name: string }) => `
global
    nbthread 1
    maxconn 1024
    ssl-default-bind-options ssl-min-ver TLSv1.2
    ssl-default-server-options ssl-min-ver TLSv1.2

defaults
    mode http
    timeout connect 2s
    timeout client 300s
    timeout server 30s
    http-reuse always

frontend clients
    bind 127.0.0.1:${port} ssl crt haproxy.pem
    default_backend servers

backend servers
    server one 127.0.0.1:${server.port} ssl crt haproxy.pem ca-file haproxy-tls/ca.pem verify required verifyhost ${server.name} sni str(${server.name})
`;
