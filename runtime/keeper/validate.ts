import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { type EnvoyConfiguration, wholeFile } from "../../components/gate/configuration";
import { replaceFile } from "../files";
import { fileOf, type GatePlace } from "./gate-files";

/** Runs the program `envoy` on the configuration in one piece: it reads no watched file when it validates. */
export async function validate(place: GatePlace, configuration: EnvoyConfiguration, envoy: string): Promise<void> {
    const candidate = fileOf(place, "candidate");
    await replaceFile(candidate, wholeFile(configuration));
    try {
        const file = path.relative(place.root, candidate);
        await promisify(execFile)(envoy, ["--mode", "validate", "--log-level", "error", "-c", file], {
            cwd: place.root,
        });
    } catch (error) {
        const { stderr } = error as { stderr?: string };
        throw new Error(messageOf(place.directory, stderr ?? String(error)), { cause: error });
    } finally {
        await rm(candidate, { force: true });
    }
}

/** Envoy aborts with this where it can watch no file (source/common/filesystem/inotify/watcher_impl.cc). */
const noInstance = "inotify_fd_ >= 0";

/** What a process watches its files with: counted from those that run (`ls -l /proc/<pid>/fd`). */
export const inotifyInstances = { gate: 10, sidecar: 6, edge: 2 } as const;

function messageOf(directory: string, output: string): string {
    return output.includes(noInstance)
        ? `envoy can watch no files for ${directory}: this user's processes have as many inotify instances as Linux allows them ` +
              `(sysctl fs.inotify.max_user_instances; a gate takes ${inotifyInstances.gate}, the sidecar of a custom server ` +
              `${inotifyInstances.sidecar}, an edge ${inotifyInstances.edge}); ` +
              "end other stacks, or raise it: sudo sysctl fs.inotify.max_user_instances=1024"
        : `envoy refuses the configuration for ${directory}: ${output}`;
}
