import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Log } from "./log";
import { Refusal } from "./refusal";
import { dispatcher, type Answer, type Route } from "./routes";

const LINGER_MS = 2_000;

/** Turns routes into the function that a listener calls. An error that a route throws becomes the protocol's error object. */
export function answerWith(routes: readonly Route[], log: Log, failed: (error: unknown) => void): RequestListener {
    const dispatch = dispatcher(routes);
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
        let given: Answer;
        try {
            given = await dispatch(request);
        } catch (error) {
            if (!(error instanceof Refusal)) {
                fail(response, error);
                return;
            }
            const { status, message, headers } = error;
            given = { status, body: JSON.stringify({ error: message }), headers };
        }
        send(response, given);
    };
    const fail = (response: ServerResponse, error: unknown) => {
        log.error("request failed", { at: whereOf(error) });
        send(response, {
            status: 500,
            body: JSON.stringify({ error: "the server failed; nothing is wrong with the request" }),
        });
        failed(error);
    };
    return (request, response) => void answer(request, response);
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
    const length = Buffer.byteLength(body);
    // A list is written as it is; of an object, each property is looked up.
    if (headers === undefined) {
        response.writeHead(status, ["content-type", "application/json", "content-length", `${length}`]);
    } else {
        response.writeHead(status, { "content-type": "application/json", "content-length": length, ...headers });
    }
    if (bodyIsComing(response.req)) {
        response.write(body);
        linger(response);
    } else {
        response.end(body);
    }
}

/**
 * The answer is out before the request is in. Ending here could reset the connection, and the sender, still sending,
 * would never read why it was refused. So what comes is thrown away, for a while.
 */
function linger(response: ServerResponse): void {
    const end = () => {
        clearTimeout(late);
        response.end();
    };
    const late = setTimeout(end, LINGER_MS);
    response.req.once("end", end).once("close", end).resume();
}

function bodyIsComing({ complete, headers }: IncomingMessage): boolean {
    return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);
}

/** The error's kind and its place in the code. Not its message, which may quote what was sent. */
export function whereOf(error: unknown): string {
    if (!(error instanceof Error)) {
        return typeof error;
    }
    const frames = (error.stack ?? "").split("\n").filter(line => /^\s+at /.test(line));
    return [error.name, ...frames.slice(0, 4).map(line => line.trim())].join(" ");
}
