import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { startTime } from "../../../tools/process-identity";

/** The parent of the control groups of containers that this process starts. runc creates it, and never removes it. */
export const groupOf = (what?: string) => ["meridian", process.pid, ...(what === undefined ? [] : [what])].join("-");
const groupPattern = /^meridian-(\d+)(-|$)/;

const root = "/sys/fs/cgroup";

/**
 * Creates a group in every hierarchy, for programs that create others in it; its parent exists. A group at the top gets of the processors what
 * the group of this process gets (`tests/run/control-group.ts`): with the default, a quarter of that, pods would wait for seconds beside other tests.
 */
export function createGroup(name: string): void {
    for (const hierarchy of hierarchies()) {
        const group = path.join(hierarchy, name);
        const parent = path.dirname(group);
        passControllers(parent);
        mkdirSync(group);
        if (parent === hierarchy) shareAlike(hierarchy, group);
        if (!path.basename(hierarchy).split(",").includes("cpuset")) continue;
        // In version 1 a new group has no processors and no memory (cpuset(7)).
        for (const file of ["cpuset.cpus", "cpuset.mems"]) {
            writeFileSync(path.join(group, file), readFileSync(path.join(parent, file)));
        }
    }
}

/** What a group gets of the processors while others want more than there is, in version 1 and in version 2. */
const weightFiles = ["cpu.shares", "cpu.weight"];

function shareAlike(hierarchy: string, group: string): void {
    const own = ownGroupIn(hierarchy);
    for (const file of weightFiles) {
        const from = path.join(own, file);
        // The group at the top has none in version 2.
        if (existsSync(from) && existsSync(path.join(group, file))) {
            writeFileSync(path.join(group, file), readFileSync(from));
        }
    }
}

/** The group of this process in a hierarchy, by `/proc/self/cgroup` (cgroups(7)): its lines are `number:controllers:path`. */
function ownGroupIn(hierarchy: string): string {
    const controllers = path.basename(hierarchy).split(",");
    const lines = readFileSync("/proc/self/cgroup", "utf8").split("\n");
    const own = lines.find(line => {
        const listed = line.split(":")[1];
        return hierarchy === root ? listed === "" : listed?.split(",").some(one => controllers.includes(one));
    });
    return path.join(hierarchy, own?.split(":").slice(2).join(":") ?? "");
}

/** In version 2 a group has the controllers that its parent passes on (https://docs.kernel.org/admin-guide/cgroup-v2.html). */
function passControllers(parent: string): void {
    const [available, passed] = ["cgroup.controllers", "cgroup.subtree_control"].map(file => path.join(parent, file));
    if (!existsSync(passed!)) return;
    const controllers = readFileSync(available!, "utf8").split(/\s+/).filter(Boolean);
    if (controllers.length > 0) writeFileSync(passed!, controllers.map(controller => `+${controller}`).join(" "));
}

/** In version 1 with those of its groups, and in version 2. */
const memoryFiles = [
    { used: "memory.usage_in_bytes", dropped: "total_inactive_file" },
    { used: "memory.current", dropped: "inactive_file" },
];

/** What a group and its groups have in memory, in MiB: its working set, as kubelets count it. */
export function memoryOfGroup(name: string): number {
    for (const hierarchy of hierarchies()) {
        const group = path.join(hierarchy, name);
        for (const { dropped, used } of memoryFiles) {
            if (!existsSync(path.join(group, used))) continue;
            const stat = readFileSync(path.join(group, "memory.stat"), "utf8");
            const bytes = Number(new RegExp(`^${dropped} (\\d+)$`, "m").exec(stat)?.[1]);
            return (Number(readFileSync(path.join(group, used), "utf8")) - bytes) / 1024 ** 2;
        }
    }
    throw new Error(`no hierarchy of control groups counts the memory of ${name}`);
}

/** Removes a group from every hierarchy, once no container runs in it. */
export function removeGroup(name: string): void {
    for (const hierarchy of hierarchies()) removeTree(path.join(hierarchy, name));
}

/** Removes the groups of processes that were killed. */
export function removeStaleGroups(): void {
    const isStale = (name: string) => {
        const [, pid] = groupPattern.exec(name) ?? [];
        return pid !== undefined && startTime(Number(pid)) === undefined;
    };
    for (const name of new Set(hierarchies().flatMap(namesIn).filter(isStale))) removeGroup(name);
}

/** One for all controllers in version 2; in version 1 one for each, some of which may have two names. */
function hierarchies(): string[] {
    if (isHierarchy(root)) return [root];
    return [...new Set(namesIn(root).map(name => realpathSync(path.join(root, name))))].filter(isHierarchy);
}

const isHierarchy = (directory: string) => existsSync(path.join(directory, "cgroup.procs"));

function removeTree(group: string): void {
    for (const name of namesIn(group)) removeTree(path.join(group, name));
    try {
        rmdirSync(group);
    } catch {
        // Files of a group are no directories, and not every hierarchy has the group.
    }
}

function namesIn(directory: string): string[] {
    try {
        return readdirSync(directory);
    } catch {
        return [];
    }
}
