import { appLabel } from "../../components/plan/clouds/pod-apps";
import { podApps } from "../../components/plan/clouds/pod-apps";
import { releaseKey } from "../../components/plan/clouds/physical-names";
import { releasesOf } from "../../components/plan/serving/serving";
import { Kubectl } from "../clusters/kubectl";
import type { RegionInCluster } from "../clusters/place";
import { UsageError } from "../exit";

/** Which lines are wanted. */
export interface WantedLines {
    readonly process: string;
    /** ISO 8601. */
    readonly since?: string | undefined;
    readonly until?: string | undefined;
    readonly contains?: string | undefined;
    readonly most: number;
}

/** A line of a container's log. */
export interface PodLine {
    /** When the container wrote it, in UTC. */
    readonly time: string;
    readonly pod: string;
    readonly container: string;
    readonly line: string;
}

export interface PodLines {
    /** In the order of their times. */
    readonly lines: readonly PodLine[];
    readonly hasMore: boolean;
}

/** Containers that `kubectl` follows at a time, at most. */
const MOST_CONTAINERS = 256;

/**
 * The newest lines of an application's pods in a region, of all their containers: what fetches a release fails beside the server. What
 * the API server's audit log has of this, it has by itself. Throws a `UsageError` for an application that is none, a `ProjectError` where
 * the cluster refuses.
 */
export async function clusterLogs(at: RegionInCluster, wanted: WantedLines): Promise<PodLines> {
    const apps = appsIn(at);
    if (!apps.includes(wanted.process)) {
        throw new UsageError(`${at.region} has no process ${wanted.process}; allowed: ${apps.join(", ")}`);
    }
    const kubectl = new Kubectl(at.place, {
        what: `region ${at.region} of cell ${at.place.cell}`,
        rights: "pods (list) and pods/log (get)",
    });
    const newest = new Newest(wanted.most);
    // A container that has not begun is said in its errors, and is no failure: `--ignore-errors`.
    await kubectl.lines(logArguments(wanted), text => {
        const line = lineIn(text);
        if (line !== undefined && isWanted(line, wanted)) newest.add(line);
    });
    return newest.found();
}

/** The applications that have pods in a region, those of releases last. */
export function appsIn({ cell: { cell, servings }, region }: RegionInCluster): string[] {
    const serving = servings.find(one => one.region === region);
    const releases = releasesOf(serving?.models ?? []).map(({ model, release }) =>
        releaseKey(model.name, release.version),
    );
    return [...(cell.regions.includes(region) ? inRegion : inBackup), ...releases];
}

const { backup, certifier, restore, store, ...ofRegions } = podApps;
const inRegion = [...Object.values(ofRegions), certifier, store];
const inBackup = [store, certifier, backup, restore];

function logArguments({ contains, most, process, since, until }: WantedLines): string[] {
    const isFiltered = contains !== undefined || until !== undefined;
    return [
        ...["logs", "--selector", `${appLabel}=${process}`],
        ...["--all-containers", "--prefix", "--timestamps", "--ignore-errors"],
        // One more than wanted of each container: then there is more.
        ...[`--max-log-requests=${MOST_CONTAINERS}`, `--tail=${isFiltered ? -1 : most + 1}`],
        ...(since === undefined ? [] : [`--since-time=${since}`]),
    ];
}

/** `[pod/gate-5f7d/gate] 2026-01-31T12:00:00.5Z {…}`; undefined for what `kubectl` says itself. */
export function lineIn(text: string): PodLine | undefined {
    const [, pod, container, time, line] = /^\[pod\/([^/\]]+)\/([^\]]+)\] (\d{4}-\S+) ?(.*)$/s.exec(text) ?? [];
    return pod === undefined ? undefined : { time: inUtc(time!), pod, container: container!, line: line! };
}

/** Nodes write times of their own zones, which are in order as texts in one zone only, and with as many digits. */
function inUtc(time: string): string {
    const [, fraction = ""] = /\.(\d+)/.exec(time) ?? [];
    return `${new Date(time).toISOString().slice(0, 19)}.${fraction.padEnd(9, "0")}Z`;
}

function isWanted({ line, time }: PodLine, { contains, until }: WantedLines): boolean {
    return (
        (contains === undefined || line.includes(contains)) &&
        (until === undefined || Date.parse(time) < Date.parse(until))
    );
}

/** The newest of lines that come pod by pod; of a long log only so many are in memory. */
class Newest {
    private lines: PodLine[] = [];
    private hasMore = false;

    constructor(private readonly most: number) {}

    add(line: PodLine): void {
        this.lines.push(line);
        if (this.lines.length > 4 * this.most + 1000) this.trim();
    }

    found(): PodLines {
        this.trim();
        return { lines: this.lines, hasMore: this.hasMore };
    }

    private trim(): void {
        this.hasMore ||= this.lines.length > this.most;
        // Stable: lines of one moment stay in the order in which their container wrote them.
        this.lines = this.lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).slice(-this.most);
    }
}
