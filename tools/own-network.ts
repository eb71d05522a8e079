import { spawnSync } from "node:child_process";

/**
 * What runs a command in a network of its own, whose only interface is loopback (unshare(1)). Without root in a user namespace of its own
 * as well, with the user's own id and the capabilities that bringing up that interface takes.
 */
export const inOwnNetwork: readonly string[] = [
    "unshare",
    ...(process.getuid?.() === 0 ? [] : ["--user", "--map-current-user", "--keep-caps"]),
    "--net",
    "--",
];

/** Why this machine gives programs no network of their own; undefined where it does. */
export function ownNetworkFault(): string | undefined {
    const [program = "", ...args] = inOwnNetwork;
    const { error, status, stderr } = spawnSync(program, [...args, "true"], { encoding: "utf8" });
    return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
