import type { IncomingMessage } from "node:http";
import { type Caller, callerOf, isGate } from "./callers";
import { Refusal } from "./refusal";

export interface Answer {
    readonly status: number;
    /** JSON text. */
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
}

/** Called with the segments of the path at `:model` and other parameters. */
export type Handler = (
    path: Readonly<Partial<Record<string, string>>>,
    request: IncomingMessage,
) => Answer | Promise<Answer>;

export interface Route {
    readonly method: "GET" | "PUT" | "POST" | "DELETE";
    readonly path: string;
    readonly handle: Handler;
    /**
     * Set on routes that observers may call: in addition to clients (`true`), instead of clients if the process names observers
     * (`"instead"`), or alone in every process (`"only"`).
     */
    readonly observed?: true | "instead" | "only";
    /** Set on routes that the gates of the process's region may call, and no other caller. */
    readonly gates?: true;
}

/** Whether a kind of caller may call a route. The one rule: requests are admitted by it, and docs/operations/rights.md is generated from it. */
export function mayCall(caller: Caller | undefined, { observed, gates }: Pick<Route, "observed" | "gates">): boolean {
    if (gates === true) return isGate(caller);
    switch (caller) {
        case "gate":
            return false;
        case "observer":
        case "observing gate":
            return observed !== undefined;
        case "client":
            return observed === undefined || observed === true;
        case undefined:
            return observed !== "only";
    }
}

/** The answer to a request. Throws a `Refusal` for a path that there isn't, or that has no such method. */
export type Dispatch = (request: IncomingMessage) => Answer | Promise<Answer>;

/**
 * Routes by their clients. Paths are parsed once, not for each request and route. The last request's is cached, because most requests of a
 * process have the same one.
 */
export function dispatcher(routes: readonly Route[]): Dispatch {
    const patterns = routes.map(route => ({ route, parts: route.path.split("/") }));
    let last: Found | undefined;
    return request => {
        const { method, url = "" } = request;
        if (last?.url !== url || last.method !== method) last = find(patterns, method, url);
        const { route, path } = last;
        const caller = callerOf(request);
        if (!mayCall(caller, route)) {
            throw new Refusal(403, notFor(caller, route));
        }
        return route.handle(path, request);
    };
}

function notFor(caller: Caller | undefined, { gates }: Route): string {
    if (gates === true) return "this path is for gates of the region only";
    if (caller === "gate") return "this path is not for gates";
    return caller === "observer" || caller === "observing gate"
        ? "this path is not for observers of the process"
        : "this path is for observers of the process only";
}

/** The route of a method and a URL. */
interface Found {
    readonly method: string | undefined;
    readonly url: string;
    readonly route: Route;
    readonly path: Readonly<Partial<Record<string, string>>>;
}

function find(patterns: readonly Pattern[], method: string | undefined, url: string): Found {
    const segments = segmentsOf(url);
    // HEAD is GET, with a body that the server leaves out by itself.
    const asked = method === "HEAD" ? "GET" : method;
    const found = patterns.find(({ route, parts }) => route.method === asked && matches(parts, segments));
    if (found === undefined) throw refusalOf(patterns, segments);
    const { route, parts } = found;
    return { method, url, route, path: pathOf(parts, segments) };
}

interface Pattern {
    readonly route: Route;
    readonly parts: readonly string[];
}

/** Of a request that no route answers: either its path or its method is wrong. */
function refusalOf(patterns: readonly Pattern[], segments: readonly string[]): Refusal {
    const there = patterns.filter(({ parts }) => matches(parts, segments));
    if (there.length === 0) {
        const paths = patterns.map(({ route }) => route.path.replace(/:(\w+)/g, "{$1}"));
        return new Refusal(404, `no such path; allowed: ${[...new Set(paths)].join(", ")}`);
    }
    const allow = there.map(({ route }) => (route.method === "GET" ? "GET, HEAD" : route.method)).join(", ");
    return new Refusal(405, `this path has no such method; allowed: ${allow}`, { allow });
}

/** `/v2/` is `/v2`: the protocol's text has the one and its OpenAPI file the other. */
function segmentsOf(url: string): readonly string[] {
    const path = (url.split("?", 1)[0] ?? "").replace(/\/$/, "");
    if (!path.includes("%")) return path.split("/");
    try {
        return path.split("/").map(decodeURIComponent);
    } catch {
        throw new Refusal(400, "the path is not percent-encoded UTF-8");
    }
}

function matches(parts: readonly string[], segments: readonly string[]): boolean {
    return parts.length === segments.length && parts.every((part, i) => isVariable(part) || part === segments[i]);
}

function pathOf(parts: readonly string[], segments: readonly string[]): Partial<Record<string, string>> {
    const found: Partial<Record<string, string>> = {};
    for (const [i, part] of parts.entries()) {
        if (isVariable(part)) found[part.slice(1)] = segments[i];
    }
    return found;
}

const isVariable = (part: string) => part.startsWith(":");
