import { execFile } from "node:child_process";

/** What a registry says of an image; `unreachable`: nothing, or nothing that says whether it has it. */
export type ImageState = "there" | "missing" | "refused" | "unreachable";

export interface Answer {
    readonly state: ImageState;
    /** What the registry, or the network, said instead of a digest. */
    readonly reason?: string;
}

/**
 * What registries answer, by their codes (github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes) or, where they give none,
 * by the status that crane prints; before the code stands an address, which may contain any number.
 */
const codes: readonly (readonly [ImageState, RegExp])[] = [
    ["refused", /: (UNAUTHORIZED|DENIED)\b|status code 40[13]\b|error getting credentials/],
    ["missing", /: (MANIFEST_UNKNOWN|NAME_UNKNOWN|NOT_FOUND)\b|status code 404\b/],
];

/** Requests the digest of an image by the program `crane`, with the logins that it knows. */
export function answerFor(image: string, crane: string): Promise<Answer> {
    return new Promise(resolve => {
        execFile(crane, ["digest", image], { timeout: 30_000 }, (error, _, stderr) => {
            resolve(error === null ? { state: "there" } : answerIn(stderr, error.killed === true));
        });
    });
}

/** What crane's last line means: before it are warnings, and attempts by another method. */
export function answerIn(stderr: string, isLate = false): Answer {
    const last = stderr.trim().split("\n").at(-1) ?? "";
    const reason = isLate ? "no answer within 30 s" : last.replace(/^Error: /, "") || "crane can't be run";
    const [state = "unreachable"] = codes.find(([, code]) => code.test(last)) ?? [];
    return { state, reason };
}
