import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where downloaded programs are stored, and which ports stacks have: the only place outside the checkout that is written to. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
    if (env.MERIDIAN_CACHE) return resolve(env.MERIDIAN_CACHE);
    if (env.XDG_CACHE_HOME) return resolve(env.XDG_CACHE_HOME, "meridian");
    return process.platform === "darwin"
        ? join(homedir(), "Library", "Caches", "meridian")
        : join(homedir(), ".cache", "meridian");
}
