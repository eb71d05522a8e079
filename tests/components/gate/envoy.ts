import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CertificateFiles } from "../../../components/gate/upstream";
import { findTool } from "../../../tools";
import { authority, writeIdentity } from "../../support/certificates";
import { subjectKey } from "./placed";

/** The real Envoy, asked what it thinks of configurations. */
export interface Judge {
    /** A directory that lasts as long as the validator, for files that configurations name. */
    readonly directory: string;
    /** Real certificate files there. */
    readonly certificate: CertificateFiles;
    /** Envoy's reason to refuse a configuration, or its warnings about it; nothing when it is taken without a word. */
    readonly objection: (configuration: string) => Promise<string | undefined>;
    readonly dismiss: () => Promise<void>;
}

export async function envoyAsJudge(): Promise<Judge> {
    const envoy = await findTool("envoy");
    const directory = await mkdtemp(join(tmpdir(), "meridian-gate-"));
    const tls = join(directory, "tls");
    const { cert, key, ca } = await writeIdentity(tls, await (await authority("cell")).issue());
    let files = 0;
    return {
        directory,
        certificate: { certificate: cert, key, authority: ca, directory: tls },
        objection: async configuration => {
            const file = join(directory, `${files++}.json`);
            await writeFile(file, configuration);
            return said(envoy, ["--mode", "validate", "-c", file, "--log-level", "warning"], directory);
        },
        dismiss: () => rm(directory, { recursive: true }),
    };
}

/**
 * Said knowingly not to matter: Envoy has no other way to get tokens for a client's id and secret than one that it calls
 * work in progress; and while it validates, it asks for one before it has the cluster to ask at.
 */
const knownWords = [
    /^.*\[warning\].*oauth2\.v3\.OAuth2[.\w]*' is contained in proto file.*marked as work-in-progress.*$/gm,
    /^.*\[error\]\[credential_injector\].*asyncGetAccessToken: OAuth cluster not found.*$/gm,
];

/** Envoy repeats the whole configuration in its message, so only the beginning is kept. */
function said(envoy: string, args: readonly string[], cwd: string): Promise<string | undefined> {
    const env = { ...process.env, [subjectKey.environment]: "some key" };
    return new Promise(resolve => {
        execFile(envoy, args, { cwd, env, maxBuffer: 1 << 26, timeout: 20_000 }, (error, _stdout, stderr) => {
            const words = knownWords
                .reduce((words, known) => words.replaceAll(known, ""), stderr)
                .trim()
                .slice(0, 500);
            resolve(error === null && words === "" ? undefined : words || (error?.message ?? "it said nothing"));
        });
    });
}

/** The same over a list, two at a time: as many as the machine surely has cores for. */
export async function objections({ objection }: Judge, configurations: readonly string[]): Promise<string[]> {
    const waiting = [...configurations];
    const found: string[] = [];
    const ask = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            found.push(...[await objection(next)].filter(words => words !== undefined));
        }
    };
    await Promise.all([ask(), ask()]);
    return found;
}
