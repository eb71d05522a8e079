import { readFileSync } from "node:fs";
import { request } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { OtlpRequest } from "../../../components/watch/metrics/otlp";
import type { HubExport } from "../hub-file";

/** As of exporters by default (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
const TIMEOUT_MS = 10_000;
/** The part of an answer that is read. Less of its text is reported. */
const MOST_BYTES = 64 * 1024;
const MOST_WORDS = 200;

const compressed = promisify(gzip);

/**
 * Sends metrics by OTLP over HTTP. Rejects where they weren't taken, or not all of them, with a reason that doesn't show the
 * token. Nothing is sent twice: counts are cumulative, so that the next ones say what these would have.
 */
export async function push(
    { endpoint, token, ca }: Pick<HubExport, "endpoint" | "token" | "ca">,
    metrics: OtlpRequest,
): Promise<void> {
    const body = await compressed(JSON.stringify(metrics));
    const secret = token === undefined ? undefined : readFileSync(token, "utf8").trim();
    const { status, text } = await post(`${endpoint.replace(/\/+$/, "")}/v1/metrics`, body, {
        ...(ca !== undefined && { ca: readFileSync(ca) }),
        headers: {
            "content-type": "application/json",
            "content-encoding": "gzip",
            "content-length": body.length,
            ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
        },
    });
    const said = shortened(text, secret);
    if (status !== 200) throw new Error(`status ${status}${said === "" ? "" : `: ${said}`}`);
    const rejected = rejectedIn(text);
    if (rejected > 0) throw new Error(`${rejected} points were not taken: ${said}`);
}

function post(
    url: string,
    body: Buffer,
    options: { readonly ca?: Buffer; readonly headers: Readonly<Record<string, string | number>> },
): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        // Redirects are not followed: they would take the token elsewhere.
        const sent = request(url, { method: "POST", signal, agent: false, ...options }, answer => {
            const chunks: Buffer[] = [];
            let size = 0;
            answer.on("data", (chunk: Buffer) => {
                if (size < MOST_BYTES) chunks.push(chunk);
                size += chunk.length;
            });
            answer.on("error", reject);
            answer.on("end", () => {
                resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
            });
        });
        sent.on("error", reject);
        sent.end(body);
    });
}

/** An answer's words on one line, without the token if they repeat it. */
function shortened(text: string, secret: string | undefined): string {
    const safe = secret === undefined || secret === "" ? text : text.replaceAll(secret, "[token]");
    return safe.replaceAll(/\s+/g, " ").trim().slice(0, MOST_WORDS);
}

/** The number of rejected points in a partial success. */
function rejectedIn(text: string): number {
    try {
        const { partialSuccess } = JSON.parse(text) as { partialSuccess?: { rejectedDataPoints?: number | string } };
        return Number(partialSuccess?.rejectedDataPoints ?? 0);
    } catch {
        // A receiver that answers 200 has accepted them, whatever the body contains.
        return 0;
    }
}
