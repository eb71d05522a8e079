import { request } from "node:https";
import { checkServerIdentity } from "node:tls";
import { ownHeaders } from "../../components/plan/names";
import type { Log } from "../log";
import { RenewedAgent } from "../renewed-agent";
import type { TlsFiles } from "../variables";
import type { GateAddress } from "./environment";

/** An inference, as it came from a client. */
export interface Inference {
    readonly model: string;
    /** Those of `describing` that it has. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
}

/**
 * What headers say of a body. The last is of the protocol's binary tensors:
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/extension_binary_data.md
 */
export const describing = ["content-type", "content-encoding", "inference-header-content-length"] as const;

export interface GateAnswer {
    readonly status: number;
    /** Undefined where it is longer than is compared. */
    readonly body: string | undefined;
    readonly seconds: number;
    /** Whether the gate itself has answered, because it has more to do than it can. */
    readonly overloaded: boolean;
}

/** What is compared at most of an answer: to read more would keep everything else waiting. */
const MOST_BYTES = 4 * 1024 * 1024;
/** For the gate to say that a time is over, before it is taken for dead. */
const GRACE_MS = 5_000;

/** The gate of the region, called with a certificate of the cell. It knows where each release is, and which credentials it needs. */
export class Gate {
    private readonly agent: RenewedAgent;

    /** Throws where the files are broken now. Renewed ones are used from then on. */
    constructor(
        private readonly address: GateAddress,
        files: TlsFiles,
        log: Log,
    ) {
        const { name, serverName } = address;
        this.agent = new RenewedAgent(files, log, "the gate", {
            servername: serverName,
            // It is called by a name that says what for, and has another.
            checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
        });
    }

    /** The answer of a release. Rejects where there is none. */
    ask({ model, headers, body }: Inference, version: string): Promise<GateAnswer> {
        const { host, port, name, longestSeconds } = this.address;
        const began = performance.now();
        return new Promise((resolve, reject) => {
            const asking = request(
                {
                    host,
                    port,
                    agent: this.agent.now,
                    method: "POST",
                    path: `/v2/models/${encodeURIComponent(model)}/infer`,
                    headers: {
                        ...headers,
                        host: name,
                        "content-length": body.length,
                        [`${ownHeaders}version`]: version,
                    },
                    signal: AbortSignal.timeout(longestSeconds * 1000 + GRACE_MS),
                },
                response => {
                    const chunks: Buffer[] = [];
                    let size = 0;
                    const answered = (body: string | undefined) => {
                        resolve({
                            status: response.statusCode ?? 0,
                            body,
                            seconds: (performance.now() - began) / 1000,
                            overloaded: response.headers["x-envoy-overloaded"] !== undefined,
                        });
                    };
                    response.on("data", (chunk: Buffer) => {
                        size += chunk.length;
                        if (size > MOST_BYTES) {
                            answered(undefined);
                            asking.destroy();
                            return;
                        }
                        chunks.push(chunk);
                    });
                    response.on("error", reject);
                    response.on("end", () => {
                        answered(Buffer.concat(chunks).toString());
                    });
                },
            );
            asking.on("error", reject);
            asking.end(body);
        });
    }
}
