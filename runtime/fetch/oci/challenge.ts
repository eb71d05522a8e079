/** The authentication that a registry requires: RFC 9110, section 11.6.1, and https://distribution.github.io/distribution/spec/auth/token/. */
export interface Challenge {
    readonly scheme: "basic" | "bearer";
    readonly realm?: string;
    readonly service?: string;
    readonly scope?: string;
}

export function challengeIn(header: string | undefined): Challenge | undefined {
    const [, scheme = "", rest = ""] = /^\s*(basic|bearer)\b(.*)$/is.exec(header ?? "") ?? [];
    if (scheme === "") return undefined;
    const found = new Map<string, string>();
    for (const [, name = "", quoted, plain] of rest.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi)) {
        found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
    }
    return {
        scheme: scheme.toLowerCase() as Challenge["scheme"],
        realm: found.get("realm"),
        service: found.get("service"),
        scope: found.get("scope"),
    };
}
