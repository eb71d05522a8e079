import path from "node:path";
import type { ServerVariable } from "../../../plan/config/server";
import { expandedServer } from "../../../plan/serving/server-command";
import { RUNTIME_VARIABLE } from "../../../../tools/processes";
import { type Launch, socketsIn } from "./launch";
import { unpackedAt } from "./unpacked";

/** The longest path of a Unix socket (unix(7), `sun_path`, with the NUL at its end). */
const MOST_SOCKET_BYTES = 107;

/** What programs are given of the launcher's environment: where things are, and by which marks the supervisor finds them again. */
const inherited = ["PATH", "LANG", "TZ", RUNTIME_VARIABLE, "SUPERVISOR_PROCESS_NAME"];

/** A command with its environment. */
export interface Started {
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly directory: string;
}

/** The release's file, or the directory that it is unpacked to. */
export function servedFrom({ file, unpack }: Launch): string {
    return path.resolve(unpack === undefined ? file : unpackedAt(file));
}

/** The same, once it is where the config wants it. */
export function modelPathOf(launch: Launch): string {
    const { place, modelPath } = launch;
    return modelPath === undefined ? servedFrom(launch) : path.resolve(workDirectoryOf(place), modelPath);
}

/** The server's own directory to work in. */
export function workDirectoryOf(place: string): string {
    return path.resolve(place, "work");
}

/** What the server is started as: the config's command and variables with all references in place. */
export function startedFrom(
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    own: Readonly<Record<string, string | undefined>>,
): Started {
    const work = workDirectoryOf(launch.place);
    const standard = {
        MODEL_NAME: launch.model,
        MODEL_VERSION: launch.version,
        MODEL_PATH: modelPathOf(launch),
        MODEL_DIGEST: launch.digest,
        WORK_DIRECTORY: work,
        ...listening(launch),
    } satisfies Partial<Record<ServerVariable, string>>;
    const { command, environment } = expandedServer(launch, standard);
    return {
        command,
        environment: {
            ...Object.fromEntries(inherited.flatMap(name => (own[name] === undefined ? [] : [[name, own[name]]]))),
            HOME: work,
            TMPDIR: work,
            ...environment,
            ...secrets,
        },
        directory: launch.directory ?? work,
    };
}

function listening({ place, port }: Launch): Partial<Record<ServerVariable, string>> {
    if (port !== undefined) return { HOST: "127.0.0.1", PORT: String(port) };
    const socket = path.resolve(socketsIn(place).server);
    if (Buffer.byteLength(socket) > MOST_SOCKET_BYTES) {
        throw new Error(
            `the path of the server's Unix socket is too long: ${socket}; allowed: ${MOST_SOCKET_BYTES} bytes; ` +
                "move the project to a shorter path, or set port",
        );
    }
    return { SOCKET: socket };
}
