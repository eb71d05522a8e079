import { createHash } from "node:crypto";

/** The SHA-256 of a text, where a test needs some digest: those that repeat their digits are refused (`isPlaceholder`). */
export function digestOfText(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
