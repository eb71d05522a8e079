import { hostname, userInfo } from "node:os";

import type { AuditEvent } from "../../components/watch/audit/entry";

/** Names who has a pipeline do it, where the account is the pipeline's. */
const VARIABLE = "MERIDIAN_ACTOR";

/**
 * Who runs this process, and where, by the names of the operating system. `MERIDIAN_ACTOR` precedes the account and never replaces it,
 * because any process can set it. Throws if it is not one short line.
 */
export function actorHere(said = process.env[VARIABLE] ?? ""): AuditEvent["actor"] {
    const user = plain(userName());
    return { user: said === "" ? user : `${checked(said)} (${user})`, host: plain(hostname()) };
}

/** In containers an account often has a number only. */
function userName(): string {
    try {
        return userInfo().username;
    } catch {
        return `uid ${process.getuid?.() ?? "unknown"}`;
    }
}

/** What an entry takes no character of: it could move a terminal's cursor, or turn the line around. */
const refused = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const mostSaid = 128;

function checked(said: string): string {
    if (said.length > mostSaid || refused.test(said)) {
        throw new Error(
            `${VARIABLE} must be one line of at most ${mostSaid} characters, without control characters; say who does this, as in ada@example.com, or unset it`,
        );
    }
    return said;
}

/** An entry takes no control characters: an account's name with one must not keep what its owner did out of the log. */
function plain(name: string): string {
    return name.replace(new RegExp(refused, "gu"), "?").slice(0, 120) || "?";
}
