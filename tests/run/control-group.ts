import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A control group of Linux. It contains a process and all its descendants, detached ones included, counts their processor time
 * as one figure, and has a share of the processors (https://docs.kernel.org/admin-guide/cgroup-v1/cpuacct.html,
 * https://docs.kernel.org/scheduler/sched-design-CFS.html, https://docs.kernel.org/admin-guide/cgroup-v2.html).
 */
export class ControlGroup {
    private readonly directory: string;
    /** Where its share is set: a directory of its own in version 1. */
    private readonly sharing: string;

    private constructor(
        readonly name: string,
        private readonly hierarchy: Hierarchy,
    ) {
        this.directory = path.join(hierarchy.root, name);
        this.sharing = path.join(hierarchy.sharing, name);
    }

    /** Undefined where this system has no control groups, or this user may not create one. */
    static create(name: string): ControlGroup | undefined {
        for (const hierarchy of hierarchies) {
            const group = new ControlGroup(name, hierarchy);
            if (!made(group.directory)) continue;
            // One that only counts is of use, too.
            if (group.sharing !== group.directory) made(group.sharing);
            return group;
        }
        return undefined;
    }

    /** Groups that exist, by their names. */
    static named(pattern: RegExp): ControlGroup[] {
        return hierarchies.flatMap(hierarchy =>
            namesIn(hierarchy.root)
                .filter(name => pattern.test(name))
                .map(name => new ControlGroup(name, hierarchy)),
        );
    }

    enter(pid: number): void {
        for (const directory of this.directories()) writeFileSync(path.join(directory, "cgroup.procs"), `${pid}`);
    }

    /**
     * Has the group get so many parts of the processors where there is not enough for all; a group that nothing was said of has 1.
     * Without a group it would be sessions that share alike (autogroup, sched(7)): a stack, which is one, would get as much as a
     * single test file. Does nothing where the system lets this user count only.
     */
    share(parts: number): void {
        const [file, one] = this.hierarchy.weight;
        const weight = path.join(this.sharing, file);
        if (existsSync(weight)) writeFileSync(weight, `${Math.round(parts * one)}`);
    }

    pids(): number[] {
        return readFileSync(path.join(this.directory, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    }

    cpuSeconds(): number {
        return this.hierarchy.cpuSeconds(name => readFileSync(path.join(this.directory, name), "utf8"));
    }

    /** Once no process is in it. One that has ended is still there until its parent has read its exit code. */
    async remove(): Promise<void> {
        const left = this.directories();
        for (const end = Date.now() + 30_000; ;) {
            try {
                for (; left.length > 0; left.shift()) rmdirSync(left[0]!);
                return;
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "EBUSY" || Date.now() > end) throw error;
            }
            await new Promise(resolve => setTimeout(resolve, 20));
        }
    }

    private directories(): string[] {
        // Where both are mounted as one, these are two names of it.
        return [...new Set([this.directory, this.sharing].filter(existsSync).map(each => realpathSync(each)))];
    }
}

interface Hierarchy {
    /** Where processor time is counted. */
    readonly root: string;
    /** Where shares of the processors are set. */
    readonly sharing: string;
    /** The file that a share is written to, and the number that stands for one part. */
    readonly weight: readonly [file: string, one: number];
    cpuSeconds(read: (name: string) => string): number;
}

const version1: Hierarchy = {
    root: "/sys/fs/cgroup/cpuacct",
    sharing: "/sys/fs/cgroup/cpu",
    weight: ["cpu.shares", 1024],
    cpuSeconds: read => Number(read("cpuacct.usage")) / 1e9,
};
const version2 = (root: string): Hierarchy => ({
    root,
    sharing: root,
    weight: ["cpu.weight", 100],
    cpuSeconds: read => Number(/^usage_usec (\d+)$/m.exec(read("cpu.stat"))?.[1]) / 1e6,
});
/** A directory can be created below a `tmpfs` too, where it would be no group: version 2 alone has its files at the top. */
const hierarchies = [version1, version2("/sys/fs/cgroup/unified"), version2("/sys/fs/cgroup")].filter(({ root }) =>
    namesIn(root).includes("cgroup.procs"),
);

function made(directory: string): boolean {
    try {
        mkdirSync(directory);
        return true;
    } catch {
        return false;
    }
}

function namesIn(directory: string): string[] {
    try {
        return readdirSync(directory);
    } catch {
        return [];
    }
}
