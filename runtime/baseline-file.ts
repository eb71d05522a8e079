import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Baseline, parseBaseline } from "../components/watch/drift/baseline";

/** What drift of a release is measured against, with the SHA-256 of its file. */
export interface ReleaseBaseline {
    readonly baseline: Baseline;
    readonly digest: string;
}

/** Throws where the file can't be read, is no baseline, or is one of another artifact than the release's. */
export function readBaseline(file: string, artifact: string): ReleaseBaseline {
    const content = readFileSync(file);
    const baseline = parseBaseline(content.toString());
    if (baseline.digest !== artifact) {
        throw new Error(
            `the baseline is of artifact ${baseline.digest}; allowed: ${artifact}; give the release its own baseline`,
        );
    }
    return { baseline, digest: `sha256:${createHash("sha256").update(content).digest("hex")}` };
}
