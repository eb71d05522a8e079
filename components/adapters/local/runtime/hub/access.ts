import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** To get from a terminal into a browser. */
const TICKET_MS = 60_000;
/** A working day. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * Who may read. Everybody on a machine reaches its loopback interface, so a key is asked for, which only the owner of the stack's
 * files can read. Browsers get a session of their own for a ticket that works once, so that no address has the key in it.
 */
export class Access {
    private readonly tickets = new Map<string, number>();
    private readonly sessions = new Map<string, number>();

    constructor(
        private readonly key: () => string,
        private readonly now: () => number = Date.now,
    ) {}

    /** By the key itself, or by a session. */
    admits(request: IncomingMessage): boolean {
        return this.hasKey(request) || this.hasSession(request.headers.cookie ?? "");
    }

    hasKey({ headers }: IncomingMessage): boolean {
        const [, bearer = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
        return same(bearer, this.key());
    }

    /** Something that opens the page once, soon. Only for who has the key. */
    ticketFor(request: IncomingMessage): string | undefined {
        return this.hasKey(request) ? kept(this.tickets, this.now() + TICKET_MS, this.now()) : undefined;
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

    private hasSession(cookies: string): boolean {
        return cookies
            .split(/;\s*/)
            .filter(cookie => cookie.startsWith(`${this.cookieName}=`))
            .some(cookie => (this.sessions.get(cookie.slice(this.cookieName.length + 1)) ?? 0) > this.now());
    }

    /** Of each hub another: browsers give cookies to all ports of a machine, and one of the same name would take its place. */
    private get cookieName(): string {
        return `meridian-hub-${createHash("sha256").update(this.key()).digest("hex").slice(0, 8)}`;
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
    return wanted !== "" && timingSafeEqual(digest(said), digest(wanted));
}
