import { get as getPlain } from "node:http";
import { get as getTls } from "node:https";
import { readCertificates } from "../certificates";
import { parseEnvironment } from "./environment";

const TIMEOUT_MS = 2_000;

/**
 * Ends with 0 when the model server in this environment is live or, with the argument `ready`, serves its release: for a container's health
 * check, which has neither a client certificate of its own nor, in a slim image, a program that could use one.
 */
function main(probe: string | undefined): void {
    const { host, port, tls } = parseEnvironment(process.env);
    const target = {
        // Listening on every address includes this one.
        host: host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host,
        port,
        path: probe === "ready" ? "/v2/health/ready" : "/v2/health/live",
        timeout: TIMEOUT_MS,
    };
    const request =
        tls === undefined
            ? getPlain(target)
            : // The server's own certificate, which is good for calling too, and not issued to an address.
              getTls({ ...target, ...readCertificates(tls).context, checkServerIdentity: () => undefined });
    request.on("response", ({ statusCode }) => {
        process.exit(statusCode === 200 ? 0 : 1);
    });
    request.on("timeout", () => {
        request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`));
    });
    request.on("error", error => {
        console.error(error.message);
        process.exit(1);
    });
}

main(process.argv[2]);
