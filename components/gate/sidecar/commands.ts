import { podPorts } from "../../plan/clouds/pod-ports";
import { healthPaths } from "../health/health";

/**
 * What containers beside a custom server run on a platform that looks after none of this itself. Each needs an image with a `sh`, and
 * `grep`, `sleep`, `base64`, `gunzip`, `wget`, `date` and `tr`, as image `gate` of the runtime has them in BusyBox.
 */
type Command = readonly [string, string, string];

const shell = (...lines: readonly string[]): Command => ["/bin/sh", "-c", lines.join("\n")];

/** Readiness check of a server over HTTP. */
export interface Readiness {
    readonly port: number;
    readonly path: string;
    /** A model that the answer must list, as that of the OpenAI API does. */
    readonly lists?: string;
}

/** Readiness check of a server by a gRPC call. */
export interface CallReadiness {
    readonly port: number;
    /** The model that `ModelReady` is called for. */
    readonly call: string;
}

/**
 * Ends with 0 once the server can infer, and with 1 and the last answer where it can't in time. Platforms that check the health of containers
 * allow less time than a large model takes to load, and a check is to notice a server that hangs soon.
 */
export function readyCommand(readiness: Readiness, seconds: number): Command {
    return shell(...untilReady(readiness, seconds));
}

function untilReady({ port, path, lists }: Readiness, seconds: number): string[] {
    const listed = `&& printf %s "$answer" | tr -d '[:space:]' | grep -qF '"id":"${lists}"'`;
    return [
        `end=$(($(date +%s) + ${seconds}))`,
        `until answer=$(wget -q -T 5 -O - http://127.0.0.1:${port}${path} 2>&1) ${lists === undefined ? "" : listed}; do`,
        `    if [ "$(date +%s)" -ge "$end" ]; then`,
        `        printf 'not ready within ${seconds} s: GET ${path} of 127.0.0.1:${port} answers %.300s; ${remedyFor(lists)}\\n' "$answer" >&2`,
        `        exit 1`,
        `    fi`,
        `    sleep 1`,
        `done`,
    ];
}

function remedyFor(lists: string | undefined): string {
    const named = lists === undefined ? "" : `it must list ${lists}; `;
    return `${named}check the protocol of the server, the name that it gives the model, port, ready and startSeconds`;
}

/** Where a sidecar and its server listen on 127.0.0.1. */
export interface SidecarPorts {
    readonly sidecar: number;
    readonly server: number;
}

/** How often a sidecar looks whether its server can infer, in seconds, and after how many failures in a row it ends. */
interface Looks {
    readonly everySeconds: number;
    readonly failures: number;
}
const looks: Looks = { everySeconds: 10, failures: 3 };

/** Two workers on machines of any size; the platform's own Envoy is in the same network, where hot restart has one name for all. */
const usualEnvoy = "/usr/local/bin/envoy --log-level warn --concurrency 2 --disable-hot-restart";

/**
 * Runs the Envoy whose configuration is in a variable (`gateCommand`), until the server could not infer for half a minute: that ends the task,
 * and another one takes its place. On SIGTERM it stays until the requests that it has are answered, since the platform stops the server after
 * it.
 */
export function sidecarCommand(
    variable: string,
    { sidecar, server }: SidecarPorts,
    finishSeconds: number,
    { everySeconds, failures } = looks,
    envoy = usualEnvoy,
): Command {
    return shell(
        ...finish(server, finishSeconds, `    kill -KILL "$watch"`),
        `watch() {`,
        `    failed=0`,
        `    while [ "$failed" -lt ${failures} ]; do`,
        `        sleep ${everySeconds}`,
        `        if answer=$(wget -q -T 4 -O - http://127.0.0.1:${sidecar}${healthPaths.ready}); then failed=0; else failed=$((failed + 1)); fi`,
        `    done`,
        `    echo 'the server could not infer for ${everySeconds * failures} s: its task ends' >&2`,
        `    kill "$envoy"`,
        `}`,
        ...started(variable, envoy),
        `watch &`,
        `watch=$!`,
        ...untilEnded,
    );
}

/**
 * Runs the same Envoy in a pod once the server can infer, and ends with an explanation where it can't in time. The kubelet looks after both
 * from then on. On SIGTERM it stays as on a platform.
 */
export function podSidecarCommand(
    variable: string,
    readiness: Readiness | CallReadiness,
    startSeconds: number,
    finishSeconds: number,
    envoy = usualEnvoy,
): Command {
    // The first process of a container ignores signals that it does not handle.
    const first = `trap 'exit 0' TERM`;
    return "call" in readiness
        ? shell(
              first,
              ...finish(readiness.port, finishSeconds),
              ...started(variable, envoy),
              ...untilCalled(readiness, startSeconds),
              ...untilEnded,
          )
        : shell(
              first,
              ...untilReady(readiness, startSeconds),
              ...finish(readiness.port, finishSeconds),
              ...started(variable, envoy),
              ...untilEnded,
          );
}

/** No program of the image calls by gRPC, but Envoy's checks do: it listens from the start, and is not ready. */
function untilCalled({ call, port }: CallReadiness, seconds: number): string[] {
    return [
        `end=$(($(date +%s) + ${seconds}))`,
        `until wget -q -T 5 -O /dev/null http://127.0.0.1:${podPorts.health}${healthPaths.ready} 2>/dev/null; do`,
        `    kill -0 "$envoy" || exit 1`,
        `    if [ "$(date +%s)" -ge "$end" ]; then`,
        `        printf 'not ready within ${seconds} s: ModelReady for ${call} at 127.0.0.1:${port} does not answer that it is; ${remedyFor(undefined)}\n' >&2`,
        `        exit 1`,
        `    fi`,
        `    sleep 1`,
        `done`,
    ];
}

/**
 * Waits as long as there is a connection to the server. A sidecar closes its connections a second after the last answer. The kernel's list
 * of connections shows that without an administration port.
 */
function finish(server: number, seconds: number, ...first: readonly string[]): string[] {
    const remote = `0100007F:${server.toString(16).toUpperCase().padStart(4, "0")}`;
    return [
        `finish() {`,
        `    finishing=yes`,
        ...first,
        // Proxies of gates hear of it a little later.
        `    sleep 2; left=${seconds - 2}`,
        // Established (include/net/tcp_states.h).
        `    while [ "$left" -gt 0 ] && grep -q ' ${remote} 01 ' /proc/net/tcp; do sleep 1; left=$((left - 1)); done`,
        `    kill "$envoy"`,
        `}`,
    ];
}

const started = (variable: string, envoy: string) => [
    `${envoy} --config-path /dev/fd/3 3<<CONFIGURATION &`,
    `$(printf %s "$${variable}" | base64 -d | gunzip)`,
    `CONFIGURATION`,
    `envoy=$!`,
];

const untilEnded = [
    `trap finish TERM`,
    `wait "$envoy" || wait "$envoy"`,
    // Envoy's exit code is 0 also where the watch stopped it: only an end by SIGTERM is one of success.
    `[ "$finishing" ]`,
];
