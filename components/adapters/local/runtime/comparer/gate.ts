import { Agent, request } from "node:https";
import { checkServerIdentity } from "node:tls";
import { ownHeaders } from "../../../../plan/names";
import { readCertificates } from "../certificates";
import type { Log } from "../log";
import type { TlsFiles } from "../variables";
import { watchFiles } from "../watch";
import type { GateAddress } from "./environment";

/** An inference, as it came from a client. */
export interface Inference {
    readonly model: string;
    readonly contentType: string;
    readonly body: Buffer;
}

export interface GateAnswer {
    readonly status: number;
    readonly body: string;
    readonly seconds: number;
}

/** More than inferences answer; what is longer is no answer. */
const MOST_BYTES = 64 * 1024 * 1024;
/** For the gate to say that a time is over, before it is taken for dead. */
const GRACE_MS = 5_000;

/** The gate of the region, asked by a certificate of the cell. It knows where each release is, and how to prove who asks. */
export class Gate {
    private agent: Agent;

    /** Throws where the files are broken now. Renewed ones are used from then on. */
    constructor(
        private readonly address: GateAddress,
        private readonly files: TlsFiles,
        log: Log,
    ) {
        this.agent = this.newAgent();
        watchFiles([files.cert, files.key, files.ca], () => {
            try {
                const before = this.agent;
                this.agent = this.newAgent();
                before.destroy();
            } catch (error) {
                const reason = error instanceof Error ? error.message : String(error);
                log.error("certificates for the gate not reloaded", { reason });
            }
        });
    }

    /** The answer of a release. Rejects where there is none. */
    ask({ model, contentType, body }: Inference, version: string): Promise<GateAnswer> {
        const { host, port, name, longestSeconds } = this.address;
        const began = performance.now();
        return new Promise((resolve, reject) => {
            const asking = request(
                {
                    host,
                    port,
                    agent: this.agent,
                    method: "POST",
                    path: `/v2/models/${encodeURIComponent(model)}/infer`,
                    headers: {
                        host: name,
                        "content-type": contentType,
                        "content-length": body.length,
                        [`${ownHeaders}version`]: version,
                    },
                    signal: AbortSignal.timeout(longestSeconds * 1000 + GRACE_MS),
                },
                response => {
                    const chunks: Buffer[] = [];
                    let size = 0;
                    response.on("data", (chunk: Buffer) => {
                        size += chunk.length;
                        if (size > MOST_BYTES) {
                            asking.destroy(new Error(`the answer is longer than ${MOST_BYTES} bytes`));
                            return;
                        }
                        chunks.push(chunk);
                    });
                    response.on("error", reject);
                    response.on("end", () => {
                        resolve({
                            status: response.statusCode ?? 0,
                            body: Buffer.concat(chunks).toString(),
                            seconds: (performance.now() - began) / 1000,
                        });
                    });
                },
            );
            asking.on("error", reject);
            asking.end(body);
        });
    }

    private newAgent(): Agent {
        const { name, serverName } = this.address;
        return new Agent({
            ...readCertificates(this.files).context,
            keepAlive: true,
            servername: serverName,
            // It is called by a name that says what for, and has another.
            checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
        });
    }
}
