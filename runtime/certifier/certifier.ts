import type { CertifiedSecret } from "../../components/plan/serving/certifier";
import { type Clocks, machineClocks } from "../clocks";
import { waitMs } from "../fetch/backoff";
import type { Log } from "../log";
import { endOf, issue } from "./certificates";
import { findingOf, secretWith } from "./finding";
import { ApiError, type Objects, type Secret } from "./kubernetes/objects";
import { Repeated } from "./repeated";
import { failureOf, type Reports } from "./reports";
import type { Signer } from "./signer";

const DAY_MS = 86_400_000;
/** A Secret that was removed or changed is corrected within so long. */
const MOST_MS = 15_000;
/** Looks in the validity of a certificate: several fall between its half and its end. */
const LOOKS = 16;

export interface CertifierArgs {
    readonly namespace: string;
    readonly validMs: number;
    /** What is read of files, as it is now. */
    readonly files: { readonly secrets: readonly CertifiedSecret[]; readonly signer: Signer };
    /** Whether this replica works. */
    readonly leadership: { readonly isHolder: boolean };
}

/** What a round has found. */
export interface Round {
    /** Whether every listed Secret has a good certificate. */
    readonly isGood: boolean;
    /** When the first of the certificates ends, in milliseconds since 1970: now, if one is missing. Infinity where none is listed. */
    readonly ends: number;
    /** By the steady clock. */
    readonly at: number;
}

/** Issues and renews the certificates of Secrets, as long as this replica holds the lease. It removes none. */
export class Certifier {
    /** Undefined until the holder has looked once. */
    private last: Round | undefined;
    /** Of certificates, by Secret, as they were last seen. */
    private readonly ends = new Map<string, number>();
    private count = 0;
    private failures = 0;
    private retryAfterMs = 0;
    private readonly looks = new Repeated(async () => {
        await this.look();
        // One Secret that can't be issued delays no other.
        const wait = this.failures === 0 ? Infinity : waitMs(this.failures, 0);
        return Math.max(this.retryAfterMs, Math.min(this.everyMs, wait));
    });

    constructor(
        private readonly args: CertifierArgs,
        private readonly secrets: Objects<Secret>,
        private readonly reports: Reports,
        private readonly log: Log,
        private readonly clocks: Clocks = machineClocks,
    ) {}

    /** The last round of a holder; undefined where it was too long ago, or this replica is no holder. */
    get round(): Round | undefined {
        const { last, clocks, args } = this;
        const isRecent = last !== undefined && clocks.steady() - last.at < 4 * this.everyMs;
        return args.leadership.isHolder && isRecent ? last : undefined;
    }

    /** How many certificates this process has issued. */
    get issued(): number {
        return this.count;
    }

    /** Checks each Secret, and issues the certificates that are due. Does nothing without the lease. */
    async look(): Promise<void> {
        if (!this.args.leadership.isHolder) return;
        const { secrets } = this.args.files;
        let isGood = true;
        this.retryAfterMs = 0;
        for (const wanted of secrets) isGood = (await this.ensure(wanted)) && isGood;
        this.failures = isGood ? 0 : this.failures + 1;
        const ends = secrets.map(({ secret }) => this.ends.get(secret) ?? this.clocks.shared());
        this.last = { isGood, ends: Math.min(...ends), at: this.clocks.steady() };
        this.checkAuthority();
    }

    /** Looks now, and then time and again. */
    lookNow(): void {
        this.looks.now();
    }

    /** Returns once nothing is under way any more. */
    stop(): Promise<void> {
        return this.looks.stop();
    }

    private get everyMs(): number {
        return Math.min(MOST_MS, this.args.validMs / LOOKS);
    }

    /** Whether the certificate of a Secret is good now. */
    private async ensure(wanted: CertifiedSecret): Promise<boolean> {
        const { secret: name } = wanted;
        // While the API server does not answer, each request takes seconds.
        if (this.looks.isStopped || !this.args.leadership.isHolder) return false;
        try {
            const isGood = await this.ensured(wanted);
            if (isGood) this.reports.succeeded("secret", "certificate good again", name);
            return isGood;
        } catch (error) {
            if (error instanceof ApiError) {
                this.retryAfterMs = Math.max(this.retryAfterMs, error.retryAfterMs);
                // Another client was faster, which the next look sees.
                if (error.isConflict) return false;
            }
            this.reports.failed("secret", "certificate not issued", { ...failureOf(error), name });
            return false;
        }
    }

    private async ensured(wanted: CertifiedSecret): Promise<boolean> {
        const { namespace, validMs, files, leadership } = this.args;
        const { signer } = files;
        const { secret: name, names } = wanted;
        const found = await this.secrets.get(name);
        const finding = findingOf(found, wanted, { signer, validMs, now: this.clocks.shared() });
        if (finding.kind === "refused") {
            const { why: message, remedy } = finding;
            this.ends.delete(name);
            this.reports.failed("secret", "certificate not issued", { message, remedy, name });
            return false;
        }
        if (finding.ends === undefined) this.ends.delete(name);
        else this.ends.set(name, finding.ends);
        if (finding.kind === "good") return true;
        const issued = await issue(signer.intermediate, names, validMs / DAY_MS);
        // It may have taken long to get here.
        if (!leadership.isHolder) return false;
        const next = secretWith(issued, signer, { name, namespace }, found);
        await (found === undefined ? this.secrets.create(next) : this.secrets.update(next));
        const ends = endOf(issued.certificate);
        this.count++;
        this.ends.set(name, ends);
        this.log.info("certificate issued", { name, why: finding.why, validTo: new Date(ends).toISOString() });
        return true;
    }

    /** Certificates can't outlive the authority: it is time for another one when they become shorter. */
    private checkAuthority(): void {
        const { validMs, files } = this.args;
        if (files.signer.ends - this.clocks.shared() > validMs) {
            this.reports.succeeded("files", "authority lasts again", "authority");
            return;
        }
        const message = `the region's authority ends at ${new Date(files.signer.ends).toISOString()}, and all its certificates with it`;
        const remedy =
            "replace the stashes of the cell's root and of its regions' authorities together: `pulumi up --replace <urn>`";
        this.reports.failed("files", "authority ends", { message, remedy, name: "authority" });
    }
}
