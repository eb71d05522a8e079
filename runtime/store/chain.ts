import type { Stored } from "./reader";

/** Who wrote a message: random for each write, and kept with it. */
export const writeHeader = "Meridian-Write";
/** The writes before it, newest first, as `<revision>.<who>`; without a name what the engine left where an item expired. */
export const chainHeader = "Meridian-Chain";

/**
 * Writes that a message remembers beside its own, some 20 bytes each. A writer that stands still while so many others write the same
 * item gets 503, for it cannot tell whether its refused write was done: with 8, one of 40 writers on a busy machine did.
 */
const REMEMBERED = 24;

/** What a write takes the place of. Revision 0: nothing. */
export interface Predecessor {
    readonly revision: number;
    /** As a header has it. */
    readonly chain: string;
}

/** The end of every chain: before it there was nothing. */
const beginning = "0.";

export const nothing: Predecessor = { revision: 0, chain: beginning };

/** What a write has to take the place of to follow a message. */
export function following(stored: Stored | undefined): Predecessor {
    if (stored === undefined) {
        return nothing;
    }
    const links = [`${stored.revision}.${stored.header(writeHeader) ?? ""}`, ...linksOf(stored)];
    return { revision: stored.revision, chain: links.slice(0, REMEMBERED).join(" ") };
}

/**
 * What became of a write that was to follow `expected`, by a message that is there now: the revision at which it was done,
 * `never`, or `unknown`, where so much was written since that nothing remembers.
 *
 * A refusal does not say that: while two servers take themselves for the leader both get a write, and while one of them does it
 * the other may refuse it. But each write follows exactly one, so that those which a message remembers are all there were.
 */
export function fateOf(write: string, expected: number, current: Stored | undefined): number | "never" | "unknown" {
    if (current === undefined) {
        return expected === 0 ? "never" : "unknown";
    }
    if (current.header(writeHeader) === write) {
        return current.revision;
    }
    if (current.revision <= expected) {
        return "never";
    }
    const links = linksOf(current).map(link => {
        const dot = link.indexOf(".");
        return { revision: Number(link.slice(0, dot)), write: link.slice(dot + 1) };
    });
    const done = links.find(link => link.write === write);
    if (done !== undefined) {
        return done.revision;
    }
    return links.some(({ revision }) => revision <= expected) ? "never" : "unknown";
}

function linksOf(stored: Stored): string[] {
    return (stored.header(chainHeader) ?? "").split(" ").filter(link => link !== "");
}
