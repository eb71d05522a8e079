import type { IncomingMessage } from "node:http";
import { type Caller, callerOf } from "./callers";
import { Refusal } from "./refusal";

export interface Answer {
    readonly status: number;
    /** JSON text. */
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
}

/** Called with what stands in the path at `:model` and the like. */
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
}

/** Whether a kind of caller may call a route. The one rule: requests are admitted by it, and docs/operations/rights.md is generated from it. */
export function mayCall(caller: Caller | undefined, { observed }: Pick<Route, "observed">): boolean {
    switch (caller) {
        case "observer":
            return observed !== undefined;
        case "client":
            return observed === undefined || observed === true;
        case undefined:
            return observed !== "only";
    }
}

/** The answer to a request. Throws a `Refusal` for a path that there isn't, or that has no such method. */
export function dispatch(routes: readonly Route[], request: IncomingMessage): Answer | Promise<Answer> {
    const segments = segmentsOf(request.url ?? "");
    const there = routes
        .map(route => ({ route, path: match(route.path, segments) }))
        .filter(({ path }) => path !== undefined);
    if (there.length === 0) {
        const paths = routes.map(({ path }) => path.replace(/:(\w+)/g, "{$1}"));
        throw new Refusal(404, `no such path; allowed: ${[...new Set(paths)].join(", ")}`);
    }
    // HEAD is GET, with a body that the server leaves out by itself.
    const method = request.method === "HEAD" ? "GET" : request.method;
    const found = there.find(({ route }) => route.method === method);
    if (found === undefined) {
        const allow = there.map(({ route }) => (route.method === "GET" ? "GET, HEAD" : route.method)).join(", ");
        throw new Refusal(405, `this path has no such method; allowed: ${allow}`, { allow });
    }
    const caller = callerOf(request);
    if (!mayCall(caller, found.route)) {
        throw new Refusal(
            403,
            caller === "observer"
                ? "this path is not for observers of the process"
                : "this path is for observers of the process only",
        );
    }
    return found.route.handle(found.path ?? {}, request);
}

/** `/v2/` is `/v2`: the protocol's text has the one and its OpenAPI file the other. */
function segmentsOf(url: string): readonly string[] {
    const path = (url.split("?", 1)[0] ?? "").replace(/\/$/, "");
    try {
        return path.split("/").map(decodeURIComponent);
    } catch {
        throw new Refusal(400, "the path is not percent-encoded UTF-8");
    }
}

function match(pattern: string, segments: readonly string[]): Partial<Record<string, string>> | undefined {
    const wanted = pattern.split("/");
    if (wanted.length !== segments.length) {
        return undefined;
    }
    const found: Partial<Record<string, string>> = {};
    for (const [i, part] of wanted.entries()) {
        if (part.startsWith(":")) {
            found[part.slice(1)] = segments[i];
        } else if (part !== segments[i]) {
            return undefined;
        }
    }
    return found;
}
