import { SourceError } from "./source";

/**
 * The variable that holds the token of a host: `models.my-org.example:8443` → `MERIDIAN_TOKEN_MODELS_MY__ORG_EXAMPLE_8443`.
 * A dash is two underscores (as in Terraform's TF_TOKEN_…): my-org.example and my.org.example are not one host, and a server
 * that sends on to the one must not be given the token of the other. Another port may be another's, too.
 */
export function tokenVariable({ host }: URL): string {
    const name = host.toUpperCase().replaceAll("-", "__");
    return `MERIDIAN_TOKEN_${name.replace(/[^A-Z0-9_]/g, "_")}`;
}

/**
 * The token of a host, if there is one. A token with characters that no header accepts is reported by its variable: `fetch` would print
 * it.
 */
export function tokenFor(url: URL, env: NodeJS.ProcessEnv): string | undefined {
    const variable = tokenVariable(url);
    const token = env[variable]?.trim() ?? "";
    if (!/^[\x21-\x7e]*$/.test(token)) {
        throw new SourceError(`${variable} holds what is no token`, "set it to the token alone, in one line");
    }
    return token === "" ? undefined : token;
}
