import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { isCached } from "../tools";

/** Where the engine keeps what belongs to one project: all of it below the project's `.meridian/`. */
export interface Workspace {
    readonly project: string;
    readonly stack: string;
    /** `.meridian/`, for its owner only. */
    readonly directory: string;
    /** What PULUMI_HOME names; also the mark by which the processes of a run are known. */
    readonly home: string;
    /** The directory of the file backend. */
    readonly state: string;
    /** What to run as `pulumi`. */
    readonly command: string;
    readonly variables: Readonly<Record<string, string>>;
    /** Variables that would take precedence over ours. */
    readonly withheld: readonly string[];
    /** Goes first on PATH. */
    readonly path: readonly string[];
}

/** Names everything and writes nothing. */
export function workspaceOf(project: string, stack: string, program: string): Workspace {
    const root = resolve(project);
    const directory = join(root, ".meridian");
    const [home, state, bin] = [join(directory, "home"), join(directory, "state"), join(directory, "bin")];
    return {
        project: root,
        stack,
        directory,
        home,
        state,
        command: join(bin, "pulumi"),
        variables: {
            PULUMI_HOME: home,
            // Without the backend's side files: they are not written whole or not at all, and a killed run that left one
            // empty would leave a state that can't be read.
            PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE_FILE: join(directory, "passphrase"),
            // The salt is in the state; the stack's file, which is committed, holds none.
            PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
        },
        withheld: ["PULUMI_CONFIG_PASSPHRASE"],
        // A downloaded engine finds its language host on PATH. An installed one is found there already.
        path: [bin, ...(isCached(program) ? [dirname(program)] : [])],
    };
}
