import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { Refused } from "../failure";

/** `user:password` of a registry, in base64 as a header has it. */
export type Login = string;

interface DockerConfig {
    readonly auths?: Readonly<
        Record<string, { readonly auth?: string; readonly username?: string; readonly password?: string }>
    >;
    readonly credHelpers?: Readonly<Record<string, string>>;
    readonly credsStore?: string;
}

/** What `docker login` and `kubectl create secret docker-registry` call Docker Hub (`IndexServer` in github.com/docker/cli). */
const dockerHub = "https://index.docker.io/v1/";

/**
 * The login for a registry in `config.json` of the directory, the file that `docker login` writes and that Kubernetes has in a secret of
 * type `kubernetes.io/dockerconfigjson`. Undefined where it has none, and where there is no directory.
 */
export async function loginFor(registry: string, directory: string | undefined): Promise<Login | undefined> {
    if (directory === undefined) return undefined;
    const file = join(directory, "config.json");
    const { auths = {}, credHelpers = {}, credsStore } = await read(file);
    const names = [registry, `https://${registry}`, `https://${registry}/v2/`, `https://${registry}/v1/`];
    if (registry === "docker.io") names.push(dockerHub);
    const found = names.map(name => auths[name]).find(entry => entry !== undefined);
    const { auth, username, password } = found ?? {};
    if (username && password) return Buffer.from(`${username}:${password}`).toString("base64");
    if (auth) return auth;
    if (credHelpers[registry] !== undefined || (found !== undefined && credsStore !== undefined)) {
        throw new Refused(
            `${file} leaves the login of ${registry} to a program, which is not in this image`,
            "write the login itself to the file",
        );
    }
    return undefined;
}

async function read(file: string): Promise<DockerConfig> {
    const remedy = "set DOCKER_CONFIG to the directory of a config.json, as `docker login` writes it";
    let text: string;
    try {
        text = await readFile(file, "utf8");
    } catch (error) {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        throw new Refused(`the logins can't be read (${code}): ${file}`, remedy);
    }
    try {
        return JSON.parse(text) as DockerConfig;
    } catch {
        // A parser's message would show a part of the file.
        throw new Refused(`the logins are not JSON: ${file}`, remedy);
    }
}
