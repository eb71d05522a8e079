import { Agent, type AgentOptions } from "node:https";
import { createSecureContext } from "node:tls";
import { readCertificates } from "./certificates";
import type { Log } from "./log";
import type { TlsFiles } from "./variables";
import { watchFiles } from "./watch";

/** What connections to others of the cell are made with: the process's certificate as it is now. */
export class RenewedAgent {
    private agent: Agent;

    /** Throws where the files are broken now. Renewed ones are used from then on. */
    constructor(
        private readonly files: Pick<TlsFiles, "cert" | "key" | "ca">,
        log: Log,
        /** The server, for the log. */
        server: string,
        private readonly options: AgentOptions = {},
    ) {
        this.agent = this.newAgent();
        watchFiles([files.cert, files.key, files.ca], () => {
            try {
                const before = this.agent;
                this.agent = this.newAgent();
                retire(before);
                log.info(`certificates for ${server} reloaded`);
            } catch (error) {
                const reason = error instanceof Error ? error.message : String(error);
                log.error(`certificates for ${server} not reloaded`, { reason });
            }
        });
    }

    get now(): Agent {
        return this.agent;
    }

    /**
     * Another one with the same certificate, with one connection to each address. Its connections are handshakes of their own, so that they
     * show which certificate the other side has now. The caller destroys it.
     */
    once(): Agent {
        return new Agent({ ...this.agent.options, maxSockets: 1, maxCachedSessions: 0 });
    }

    private newAgent(): Agent {
        // Made once: of files, each connection would make another one, which takes as long as its handshake.
        const secureContext = createSecureContext(readCertificates(this.files).context);
        return new Agent({ secureContext, keepAlive: true, ...this.options });
    }
}

/** Closes its connections: idle ones now, the others after their current requests. */
function retire(agent: Agent): void {
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) {
        socket?.destroy();
    }
}
