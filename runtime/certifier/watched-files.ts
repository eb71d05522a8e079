import { readFileSync } from "node:fs";
import type { CertifiedSecret } from "../../components/plan/serving/certifier";
import type { Log } from "../log";
import { watchFiles } from "../watch";
import { parseCertificates } from "./certificates-file";
import type { Environment } from "./environment";
import { failureOf, type Reports } from "./reports";
import { readSigner, type Signer } from "./signer";

/** What the certifier's files contain now. */
export class WatchedFiles {
    private content: { readonly secrets: readonly CertifiedSecret[]; readonly signer: Signer };

    /** Throws where a file is broken now. Later, the content before stays in use. */
    constructor(
        private readonly files: Pick<Environment, "certificates" | "authority">,
        private readonly reports: Reports,
        private readonly log: Log,
    ) {
        this.content = this.read();
    }

    get secrets(): readonly CertifiedSecret[] {
        return this.content.secrets;
    }

    get signer(): Signer {
        return this.content.signer;
    }

    /** Reads the files again when one has changed, and then calls `changed`. Returns what ends it. */
    watch(changed: () => void): () => void {
        const { certificates, authority } = this.files;
        return watchFiles([certificates, authority.cert, authority.key, authority.root], () => {
            this.readAgain(changed);
        });
    }

    private readAgain(changed: () => void): void {
        try {
            this.content = this.read();
        } catch (error) {
            const { message } = failureOf(error);
            const remedy = "correct the file; its content before stays in use";
            this.reports.failed("files", "files not reloaded", { message, remedy });
            return;
        }
        this.reports.succeeded("files", "files in use again");
        this.log.info("files reloaded", { secrets: this.secrets.map(({ secret }) => secret) });
        changed();
    }

    private read() {
        const { certificates, authority } = this.files;
        return { secrets: this.listed(certificates), signer: readSigner(authority) };
    }

    private listed(file: string): readonly CertifiedSecret[] {
        try {
            return parseCertificates(readFileSync(file, "utf8"));
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            throw new Error(`${file} does not list Secrets: ${reason}`, { cause: error });
        }
    }
}
