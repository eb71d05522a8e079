import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** To get from a terminal into a browser. */
const TICKET_MS = 60_000;
/** A working day. */
export const SESSION_SECONDS = 12 * 3600;

/** 256 bits. Another one each time that a hub starts: a program that took the hub's port while it was away learns no key that counts. */
export const newKey = (): string => randomBytes(32).toString("base64url");

/**
 * Who may read at the hub's port. Every account of a machine reaches its loopback interface. Browsers get a session for a ticket that
 * works once, and which the hub gives over its socket only, so that no address has a key in it. Prometheus shows the key, for metrics.
 */
export class Access {
    private readonly tickets = new Map<string, number>();
    private readonly sessions = new Map<string, number>();
    /** Of each hub another: browsers give cookies to all ports of a machine, and one of the same name would take its place. */
    private readonly cookieName: string;

    constructor(
        private readonly key: string,
        private readonly now: () => number = Date.now,
    ) {
        this.cookieName = `meridian-hub-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
    }

    hasKey({ headers }: IncomingMessage): boolean {
        const [, bearer = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
        return same(bearer, this.key);
    }

    /** Something that opens the page once, soon. */
    newTicket(): string {
        return kept(this.tickets, this.now() + TICKET_MS, this.now());
    }

    /** A cookie for a ticket that is good; it isn't afterwards. */
    sessionFor(ticket: string): string | undefined {
        const until = this.tickets.get(ticket) ?? 0;
        this.tickets.delete(ticket);
        if (until <= this.now()) {
            return undefined;
        }
        const session = kept(this.sessions, this.now() + SESSION_SECONDS * 1000, this.now());
        return `${this.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_SECONDS}`;
    }

    hasSession({ headers }: IncomingMessage): boolean {
        return (headers.cookie ?? "")
            .split(/;\s*/)
            .filter(cookie => cookie.startsWith(`${this.cookieName}=`))
            .some(cookie => (this.sessions.get(cookie.slice(this.cookieName.length + 1)) ?? 0) > this.now());
    }
}

/** Old ones go as new ones come. */
function kept(all: Map<string, number>, until: number, now: number): string {
    for (const [old, end] of all) if (end <= now) all.delete(old);
    const made = randomBytes(24).toString("base64url");
    all.set(made, until);
    return made;
}

/** How long it takes says nothing about how much of it is right. */
function same(said: string, wanted: string): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(said), digest(wanted));
}
