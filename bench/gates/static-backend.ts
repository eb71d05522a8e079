import { writeFile } from "node:fs/promises";
import path from "node:path";

import { type JsonObject, typed } from "../../components/gate/envoy";
import { type Identity, writeIdentity } from "../../tests/support/certificates";
import { freePort } from "../../tests/support/free-port";
import { getTool } from "../../tools";
import { bind } from "../measuring/processor-core";
import { type Running, runProgram } from "../programs/program";

export interface Backend extends Running {
    readonly port: number;
}

/** What an inference is about as long as. */
const answer = JSON.stringify({
    model_name: "screening",
    model_version: "1.0.0",
    outputs: [
        { name: "label", datatype: "INT64", shape: [1], data: [1] },
        { name: "probabilities", datatype: "FP32", shape: [1, 2], data: [0.006946, 0.993054] },
    ],
});

/** An Envoy that answers everything alike, over HTTP/1.1 and to holders of a certificate of the cell alone, as a model server. */
export async function startBackend(directory: string, identity: Identity): Promise<Backend> {
    const port = await freePort();
    const tls = await writeIdentity(path.join(directory, "backend-tls"), identity);
    await writeFile(path.join(directory, "backend.json"), JSON.stringify(configuration(port, tls)));
    const args = ["-c", "backend.json", "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"];
    const running = await runProgram(await getTool("envoy"), args, directory, port);
    bind(running.pid, "measuring");
    return { ...running, port };
}

function configuration(port: number, { cert, key, ca }: Identity): JsonObject {
    const socket = {
        name: "envoy.transport_sockets.tls",
        typed_config: typed("downstreamTls", {
            require_client_certificate: true,
            common_tls_context: {
                tls_certificates: [{ certificate_chain: { filename: cert }, private_key: { filename: key } }],
                validation_context: { trusted_ca: { filename: ca } },
            },
        }),
    };
    const http = typed("http", {
        stat_prefix: "backend",
        codec_type: "HTTP1",
        route_config: {
            virtual_hosts: [
                {
                    name: "all",
                    domains: ["*"],
                    routes: [
                        {
                            match: { prefix: "/" },
                            direct_response: { status: 200, body: { inline_string: answer } },
                        },
                    ],
                },
            ],
        },
        http_filters: [
            // An answer before the request is there as a whole would end the connection.
            { name: "envoy.filters.http.buffer", typed_config: typed("buffer", { max_request_bytes: 1 << 20 }) },
            { name: "envoy.filters.http.router", typed_config: typed("router") },
        ],
    });
    const filters = [{ name: "envoy.filters.network.http_connection_manager", typed_config: http }];
    return {
        static_resources: {
            listeners: [
                {
                    name: "backend",
                    address: { socket_address: { address: "127.0.0.1", port_value: port } },
                    filter_chains: [{ transport_socket: socket, filters }],
                },
            ],
        },
    };
}
