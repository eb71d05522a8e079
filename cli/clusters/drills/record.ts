import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

import { type Failure, NotPossible } from "../../../components/watch/drills/operations";
import { identify, isAlive, type ProcessIdentity } from "../../../tools/process-identity";
import { accountHere } from "../../actor";
import { ProjectError } from "../../exit";
import type { CellInClusters } from "./clusters";

/** The ConfigMap, in the namespace of a cell's hub, that says that its outage is rehearsed. Only one drill can make it. */
const name = "drill";

/** Which process runs a drill, and for which operator. */
export interface Owner {
    /** Of this drill, among all. */
    readonly id: string;
    readonly by: string;
    readonly host: string;
    readonly process: ProcessIdentity;
    /** When all of it is over at the latest, as ISO 8601: past that its process is lost. */
    readonly until: string;
}

/** The content of the record: the owner, and once the failure is injected what undoing it needs. */
export interface Recorded {
    readonly owner: Owner;
    readonly broken?: { readonly failure: Failure; readonly entry: unknown };
}

/** A drill of a cell, as its clusters know of it. */
export class DrillRecord {
    /** Of the drill that has made it, or whose it was found to be. */
    private id: string | undefined;

    constructor(private readonly cell: CellInClusters) {}

    /** Creates the record. Returns that of another drill where there is one. */
    async begin(seconds: number): Promise<Recorded | undefined> {
        const owner: Owner = {
            id: randomUUID(),
            by: accountHere(),
            host: hostname(),
            process: identify(process.pid)!,
            until: new Date(Date.now() + seconds * 1_000).toISOString(),
        };
        const literal = `--from-literal=owner=${JSON.stringify(owner)}`;
        try {
            await this.kubectl.ask("create", "configmap", name, literal);
            this.id = owner.id;
            return undefined;
        } catch (error) {
            if (!(error instanceof ProjectError) || !/AlreadyExists|already exists/.test(error.message)) throw error;
            return (await this.read()) ?? this.begin(seconds);
        }
    }

    /** Undefined where none is under way. */
    async read(): Promise<Recorded | undefined> {
        const text = await this.kubectl.ask("get", "configmap", name, "--ignore-not-found", "--output", "json");
        if (text.trim() === "") return undefined;
        const { data } = JSON.parse(text) as { readonly data: { readonly owner: string; readonly broken?: string } };
        const owner = JSON.parse(data.owner) as Owner;
        this.id ??= owner.id;
        return {
            owner,
            ...(data.broken !== undefined && { broken: JSON.parse(data.broken) as Recorded["broken"] & object }),
        };
    }

    /** Before anything is touched. Throws where it is another drill's by now. */
    async writeDown(failure: Failure, entry: unknown): Promise<void> {
        if (!(await this.isOwn())) throw new NotPossible(`another drill has begun on cell ${this.cell.plan.cell.name}`);
        const broken = JSON.stringify({ failure, entry });
        await this.kubectl.ask(
            "patch",
            "configmap",
            name,
            "--type",
            "merge",
            "--patch",
            JSON.stringify({ data: { broken } }),
        );
    }

    /** Nothing where it is another drill's by now. */
    async end(): Promise<void> {
        if (!(await this.isOwn())) return;
        await this.kubectl.ask("delete", "configmap", name, "--ignore-not-found");
    }

    private async isOwn(): Promise<boolean> {
        const found = await this.read();
        return found !== undefined && found.owner.id === this.id;
    }

    private get kubectl() {
        return this.cell.kubectl(this.cell.home);
    }
}

/** Whether the drill may still run. A process of this machine since its last start can be looked up; one of another machine may run until `until`. */
export function isUnderWay({ owner }: Recorded): boolean {
    const own = bootOf(identify(process.pid));
    if (owner.host === hostname() && own !== undefined && bootOf(owner.process) === own) return isAlive(owner.process);
    return Date.now() < Date.parse(owner.until);
}

/** The start of the system that a process belongs to, where the system names its starts, as Linux does (`/proc/sys/kernel/random/boot_id`). */
function bootOf(process: ProcessIdentity | undefined): string | undefined {
    return /^([0-9a-f-]{36}):/.exec(process?.startedAt ?? "")?.[1];
}
