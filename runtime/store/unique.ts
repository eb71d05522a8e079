import { randomBytes } from "node:crypto";

const prefix = randomBytes(9).toString("base64url");
let count = 0;

/** A text that no process has given before or will give: random for the process, and counted in it. */
export function unique(): string {
    return prefix + (count++).toString(36);
}
