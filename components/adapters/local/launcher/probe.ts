import { connect as connectHttp2 } from "node:http2";
import { request } from "node:http";
import { grpcService } from "../../../gate/routes/grpc";
import type { Launch } from "./launch";

const TIMEOUT_MS = 5_000;
const MOST_SHOWN = 300;
/** Limit of an answer to a readiness check, or of a list of models. */
const MOST_BYTES = 1024 * 1024;

/** Where a server listens. */
export type Listens = { readonly port: number } | { readonly socket: string };

/** Why a server can't infer yet, in words for an operator; undefined where it can. */
export async function serverFault(
    { model, protocol }: Launch,
    ready: string | undefined,
    at: Listens,
): Promise<string | undefined> {
    try {
        return ready === undefined ? await grpcFault(model, at) : await httpFault(model, protocol, ready, at);
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const where = "port" in at ? `127.0.0.1:${at.port}` : at.socket;
        return code === "ECONNREFUSED" || code === "ENOENT"
            ? `the server does not listen on ${where}`
            : `the server does not answer ${protocol} on ${where}: ${message}`;
    }
}

async function httpFault(model: string, protocol: string, ready: string, at: Listens): Promise<string | undefined> {
    const { status, body } = await get(ready, at);
    if (status !== 200) {
        const shown = body.replace(/\s+/g, " ").slice(0, MOST_SHOWN);
        return (
            `GET ${ready} answers ${status} ${shown}; a server that speaks ${protocol} answers 200 there once it can infer: ` +
            "check its protocol, the name that it gives the model, and ready"
        );
    }
    return protocol === "openai" && ready === "/v1/models" ? unlisted(model, body) : undefined;
}

/** The gate chooses a release by the name in the body, which the server has to know as well. */
function unlisted(model: string, body: string): string | undefined {
    let ids: unknown[];
    try {
        ids = (JSON.parse(body) as { data: { id: unknown }[] }).data.map(({ id }) => id);
    } catch {
        return `GET /v1/models answers no list of models: ${body.slice(0, MOST_SHOWN)}`;
    }
    return ids.includes(model)
        ? undefined
        : `the server lists the models ${ids.join(", ")}, and not ${model}: start it with that name`;
}

function get(path: string, at: Listens): Promise<{ status: number; body: string }> {
    const target = "port" in at ? { host: "127.0.0.1", port: at.port } : { socketPath: at.socket };
    return new Promise((resolve, reject) => {
        const headers = { host: "localhost" };
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const sent = request({ ...target, path, headers, agent: false, signal }, answer => {
            const chunks: Buffer[] = [];
            let size = 0;
            answer.on("data", (chunk: Buffer) => {
                size += chunk.length;
                if (size > MOST_BYTES) sent.destroy(new Error(`more than ${MOST_BYTES} bytes`));
                chunks.push(chunk);
            });
            answer.on("error", reject);
            answer.on("end", () => {
                resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
            });
        });
        sent.on("error", (error: Error) => {
            reject(signal.aborted ? new Error(`no answer within ${TIMEOUT_MS} ms`) : error);
        });
        sent.end();
    });
}

/** The call ModelReady (https://github.com/kserve/open-inference-protocol, `grpc_predict_v2.proto`): name in field 1, ready in field 1. */
async function grpcFault(model: string, at: Listens): Promise<string | undefined> {
    const name = Buffer.from(model);
    const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
    const { status, body } = await call(`/${grpcService}/ModelReady`, frame, at);
    if (status !== "0") {
        return `ModelReady of ${model} answers with gRPC status ${status}: check the name that the server gives the model`;
    }
    return body.subarray(5).equals(Buffer.from([0x08, 0x01])) ? undefined : `ModelReady of ${model} says not ready`;
}

function call(path: string, frame: Buffer, at: Listens): Promise<{ status: string; body: Buffer }> {
    return new Promise((resolve, reject) => {
        const session = connectHttp2(
            "http://localhost",
            "port" in at ? { port: at.port, host: "127.0.0.1" } : { path: at.socket },
        );
        const end = (error?: Error) => {
            session.destroy();
            if (error) reject(error);
        };
        session.on("error", end);
        session.setTimeout(TIMEOUT_MS, () => {
            end(new Error(`no answer within ${TIMEOUT_MS} ms`));
        });
        const sent = session.request({
            ":method": "POST",
            ":path": path,
            "content-type": "application/grpc",
            te: "trailers",
        });
        const chunks: Buffer[] = [];
        let status = "none";
        const read = (headers: Record<string, unknown>) => {
            const found = headers["grpc-status"];
            if (typeof found === "string") status = found;
        };
        sent.on("response", read).on("trailers", read);
        sent.on("data", (chunk: Buffer) => chunks.push(chunk));
        // If the connection fails, the error of the stream is only that it was cancelled; its cause is the reason.
        sent.on("error", (error: Error) => {
            end(error.cause instanceof Error ? error.cause : error);
        });
        sent.on("end", () => {
            resolve({ status, body: Buffer.concat(chunks) });
            session.destroy();
        });
        sent.end(frame);
    });
}
