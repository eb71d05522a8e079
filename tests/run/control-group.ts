import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A control group of Linux. It contains a process and all its descendants, detached ones included, and counts their processor time
 * as one figure (https://docs.kernel.org/admin-guide/cgroup-v1/cpuacct.html, https://docs.kernel.org/admin-guide/cgroup-v2.html).
 */
export class ControlGroup {
    private constructor(
        private readonly directory: string,
        private readonly hierarchy: Hierarchy,
    ) {}

    /** Undefined where this system has no control groups, or this user may not create one. */
    static create(name: string): ControlGroup | undefined {
        for (const hierarchy of hierarchies) {
            const directory = path.join(hierarchy.root, name);
            try {
                mkdirSync(directory);
            } catch {
                continue;
            }
            return new ControlGroup(directory, hierarchy);
        }
        return undefined;
    }

    /** Groups that exist, by their names. */
    static named(pattern: RegExp): ControlGroup[] {
        return hierarchies.flatMap(hierarchy =>
            namesIn(hierarchy.root)
                .filter(name => pattern.test(name))
                .map(name => new ControlGroup(path.join(hierarchy.root, name), hierarchy)),
        );
    }

    get name(): string {
        return path.basename(this.directory);
    }

    enter(pid: number): void {
        writeFileSync(path.join(this.directory, "cgroup.procs"), `${pid}`);
    }

    pids(): number[] {
        return readFileSync(path.join(this.directory, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    }

    cpuSeconds(): number {
        return this.hierarchy.cpuSeconds(name => readFileSync(path.join(this.directory, name), "utf8"));
    }

    /** Once no process is in it. One that has ended is still there until its parent has read its exit code. */
    async remove(): Promise<void> {
        for (let attempts = 250; ; attempts--) {
            try {
                rmdirSync(this.directory);
                return;
            } catch (error) {
                if ((error as NodeJS.ErrnoException).code !== "EBUSY" || attempts === 0) throw error;
            }
            await new Promise(resolve => setTimeout(resolve, 20));
        }
    }
}

interface Hierarchy {
    readonly root: string;
    cpuSeconds(read: (name: string) => string): number;
}

const version1: Hierarchy = {
    root: "/sys/fs/cgroup/cpuacct",
    cpuSeconds: read => Number(read("cpuacct.usage")) / 1e9,
};
const version2 = (root: string): Hierarchy => ({
    root,
    cpuSeconds: read => Number(/^usage_usec (\d+)$/m.exec(read("cpu.stat"))?.[1]) / 1e6,
});
/** A directory can be created below a `tmpfs` too, where it would be no group: version 2 alone has its files at the top. */
const hierarchies = [version1, version2("/sys/fs/cgroup/unified"), version2("/sys/fs/cgroup")].filter(({ root }) =>
    namesIn(root).includes("cgroup.procs"),
);

function namesIn(directory: string): string[] {
    try {
        return readdirSync(directory);
    } catch {
        return [];
    }
}
