import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { identify, type ProcessIdentity, startTime } from "../../tools/process-identity";
import { endProcesses, processesWithEnvironment } from "../../tools/processes";
import { ControlGroup } from "./control-group";
import { unmountBelow } from "./mounts";

/** What a worker's processes carry in their environment: how they are found where there is no control group. */
const MARK = "MERIDIAN_TESTS";

/** Short, since Unix sockets lie below a directory of that name, and their paths may have 107 bytes. */
const nameOf = (what: number | string) => `m${process.pid}-${what}`;
const placePattern = /^m(\d+)-\w+$/;

/** A directory for what a run keeps beside the places of its workers. It is cleared away as they are. */
export const directoryFor = (what: string) => path.join(tmpdir(), nameOf(what));

/** What a worker and all that its tests start have for themselves: a control group, and the directory for temporary files. */
export class Place {
    private constructor(
        private readonly name: string,
        readonly directory: string,
        private readonly group: ControlGroup | undefined,
    ) {}

    static create(number: number): Place {
        const name = nameOf(number);
        const directory = path.join(tmpdir(), name);
        mkdirSync(directory, { mode: 0o700 });
        return new Place(name, directory, ControlGroup.create(name));
    }

    /** Clears away what runs have left that ended without clearing away themselves. */
    static async clearStale(): Promise<void> {
        const isStale = (name: string) => {
            const [, pid] = placePattern.exec(name) ?? [];
            return pid !== undefined && startTime(Number(pid)) === undefined;
        };
        const groups = ControlGroup.named(placePattern).filter(({ name }) => isStale(name));
        const directories = readdirSync(tmpdir()).filter(isStale);
        for (const name of new Set([...groups.map(group => group.name), ...directories])) {
            const group = groups.find(group => group.name === name);
            await new Place(name, path.join(tmpdir(), name), group).clear();
        }
    }

    get variables(): Readonly<Record<string, string>> {
        return { TMPDIR: this.directory, [MARK]: this.name };
    }

    enter(pid: number): void {
        this.group?.enter(pid);
    }

    /** Has what runs here get so many parts of the processors while others want more than there is, where that can be set. */
    share(parts: number): void {
        this.group?.share(parts);
    }

    /** Of everything that ran here; undefined where that is not counted. */
    cpuSeconds(): number | undefined {
        return this.group?.cpuSeconds();
    }

    /** What runs here, apart from one process and this one. */
    async processes(apartFrom?: number): Promise<ProcessIdentity[]> {
        const found = this.group
            ? this.group.pids().flatMap(pid => identify(pid) ?? [])
            : await processesWithEnvironment(MARK, this.name);
        return found.filter(({ pid }) => pid !== apartFrom && pid !== process.pid);
    }

    /** Ends everything that runs here, and removes the directory. */
    async clear(): Promise<void> {
        await this.empty();
        await this.group?.remove();
    }

    /** The same, by a process that is in it itself. */
    static async emptyOwn(): Promise<void> {
        const name = process.env[MARK];
        if (name === undefined) return;
        const [group] = ControlGroup.named(placePattern).filter(each => each.name === name);
        await new Place(name, tmpdir(), group).empty();
    }

    private async empty(): Promise<void> {
        // What ends may have started something else meanwhile.
        for (let left = await this.processes(); left.length > 0; left = await this.processes()) {
            await endProcesses(left);
        }
        unmountBelow(this.directory);
        rmSync(this.directory, { recursive: true, force: true });
    }
}
