/**
 * Runs a server of a store until SIGTERM, on which it hands its leads on, closes its connections and ends (`--signal ldm`: SIGUSR2). It reads a
 * renewed certificate on SIGHUP, without an end of connections; the cluster replaces the files, and signals nothing. Needs image `store`.
 */
export function serverCommand(configuration: string, tls: string): string {
    return [
        `/usr/local/bin/nats-server --config ${configuration} &`,
        `server=$!`,
        `trap 'kill -USR2 "$server"' TERM`,
        `certificate() { sha256sum ${tls}/tls.crt; }`,
        `reload() {`,
        `    seen=$(certificate)`,
        `    while sleep ${lookEverySeconds}; do`,
        `        now=$(certificate)`,
        `        [ "$now" = "$seen" ] || { seen=$now; kill -HUP "$server"; }`,
        `    done`,
        `}`,
        `reload &`,
        // The first wait ends with the signal.
        `wait "$server" || wait "$server"`,
    ].join("\n");
}

const lookEverySeconds = 20;

/** The variable that marks a store: servers of a store that is recreated on volumes of another one wait for each other once more. */
export const storeMark = "STORE_MARK";

/**
 * Whether a server runs, and whether it is ready: until it has been a member of its store's cluster once, as soon as it runs, since the first
 * servers wait for each other; from then on once all that it stores is as new as elsewhere. An update goes on to the next place after that.
 */
export function healthCommand(data: string, port: number): { readonly live: Command; readonly ready: Command } {
    const healthy = (query: string) => `wget -q -T 5 -O /dev/null 'http://127.0.0.1:${port}/healthz${query}'`;
    const runs = healthy("?js-enabled-only=true");
    const joined = `${data}/joined-"$${storeMark}"`;
    return {
        live: ["/bin/sh", "-c", runs],
        ready: ["/bin/sh", "-c", `if ${healthy("")}; then touch ${joined}; else [ ! -e ${joined} ] && ${runs}; fi`],
    };
}

type Command = readonly [string, string, string];
