import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { namesOf } from "../callers";

/** To get from a terminal into a browser. */
const TICKET_MS = 60_000;
/** A working day. */
export const SESSION_SECONDS = 12 * 3600;

/** 256 bits, new at each start of a hub: a foreign program that bound the hub's port in the meantime holds no valid key. */
export const newKey = (): string => randomBytes(32).toString("base64url");

/** Callers with access beside browsers with a ticket, and what each proves it by. */
export interface AccessOptions {
    /** Whether the port has TLS: cookies are then for TLS and this host alone (RFC 6265bis, `__Host-`). Default: no. */
    readonly isSecure?: boolean;
    /** Names in certificates of those that read metrics without the key. Default: none. */
    readonly observers?: readonly string[];
}

/**
 * Access control of the hub's port, which every account of the machine reaches. A browser receives a session for a ticket that works
 * once; the hub issues tickets over its socket only, so that no address contains a key. Prometheus reads metrics with the key, or by its
 * certificate.
 */
export class Access {
    private readonly tickets = new Map<string, number>();
    private readonly sessions = new Map<string, number>();
    /** Unique for each hub: browsers send cookies to all ports of a machine, and a cookie of the same name would be overwritten. */
    private readonly cookieName: string;

    constructor(
        private readonly key: string,
        private readonly now: () => number = Date.now,
        private readonly options: AccessOptions = {},
    ) {
        this.cookieName = `${options.isSecure === true ? "__Host-" : ""}meridian-hub-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
    }

    hasKey({ headers }: IncomingMessage): boolean {
        const [, bearer = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
        return same(bearer, this.key);
    }

    hasCertificate({ socket }: IncomingMessage): boolean {
        const { observers = [] } = this.options;
        return (
            socket instanceof TLSSocket && socket.authorized && namesOf(socket).some(name => observers.includes(name))
        );
    }

    /** A ticket that opens the page once, within a minute. */
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
        const secure = this.options.isSecure === true ? "Secure; " : "";
        return `${this.cookieName}=${session}; ${secure}HttpOnly; SameSite=Strict; Path=/; Max-Age=${SESSION_SECONDS}`;
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

/** In constant time: its duration does not reveal how much of the value is right. */
function same(said: string, wanted: string): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(said), digest(wanted));
}
