import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { whyNoContainers } from "../containers/containerd";
import { machinesAreHere } from "./machine";

/** Of Debian's package, and of the upstream releases. */
const pluginDirectories = ["/usr/lib/cni", "/opt/cni/bin"] as const;
const plugins = ["ptp", "host-local", "portmap", "loopback"] as const;

/** Directories that each machine of a cluster has for itself. */
const hidden = /^\/(run|var\/(lib|log))\//;

export function pluginDirectory(): string | undefined {
    return pluginDirectories.find(directory => plugins.every(plugin => existsSync(path.join(directory, plugin))));
}

/** Why no cluster can run here; undefined where one can. */
export function whyNoClusters(): string | undefined {
    const containers = whyNoContainers();
    if (containers !== undefined) return containers;
    if (pluginDirectory() === undefined) {
        return `no CNI plugins ${plugins.join(", ")} in ${pluginDirectories.join(" or ")}; install containernetworking-plugins`;
    }
    const missing = ["ip", "iptables", "nsenter", "setpriv", "unshare"].filter(program => !isOnPath(program));
    if (missing.length > 0) return `${missing.join(", ")} not on PATH; install iproute2, iptables and util-linux`;
    if (hidden.test(`${tmpdir()}/`)) {
        return `the directory for temporary files is ${tmpdir()}, which nodes can't see; set TMPDIR to a directory below /tmp`;
    }
    return machinesAreHere() ? undefined : "this machine permits no namespaces of processes, mounts and networks";
}

function isOnPath(program: string): boolean {
    return (process.env.PATH ?? "").split(path.delimiter).some(directory => existsSync(path.join(directory, program)));
}
