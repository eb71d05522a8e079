import { request, type RequestOptions } from "node:https";

/** The result of a request: a status, or that the other side ended it without an answer. Rejects without a listener. */
export function knock(
    port: number,
    servername: string | undefined,
    ca: Buffer,
    options: RequestOptions = {},
): Promise<number | "closed"> {
    return new Promise((resolve, reject) => {
        const sent = request(
            {
                host: "127.0.0.1",
                port,
                // An empty name is none; without the option Node would take one from the host header.
                servername: servername ?? "",
                ca,
                // A host name without a certificate gets the certificate of another.
                ...(servername === undefined ? { checkServerIdentity: () => undefined } : {}),
                path: "/v2/models/screening",
                headers: { host: servername ?? "127.0.0.1" },
                agent: false,
                timeout: 10_000,
                ...options,
            },
            answer => {
                answer.resume();
                resolve(answer.statusCode ?? 0);
            },
        );
        sent.on("timeout", () => sent.destroy(new Error("no answer within 10 s")));
        sent.on("error", (error: NodeJS.ErrnoException) => {
            if (isRefusal(error)) {
                resolve("closed");
            } else {
                reject(error);
            }
        });
        sent.end();
    });
}

/** A TLS alert, or a connection closed; not a missing listener, nor a server that this client does not trust. */
function isRefusal({ code = "", message }: NodeJS.ErrnoException): boolean {
    return code === "ECONNRESET" || code === "EPIPE" || /alert|socket disconnected|socket hang up/.test(message);
}
