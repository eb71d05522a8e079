import type { LocalStack } from "../support/local-stack";
import { digestOf } from "../support/stack-config";

/** The pid of each program, by its name: the same before and after says that nothing was restarted. */
export async function pids(stack: LocalStack): Promise<Record<string, number>> {
    return Object.fromEntries((await stack.supervisor.programs()).map(({ name, pid }) => [name, pid]));
}

/** The pids of all programs, and of no other process than these and the supervisor, or it fails. */
export async function pidsOfAll(stack: LocalStack): Promise<Record<string, number>> {
    const named = await pids(stack);
    const marked = await stack.processes();
    const strays = marked.filter(pid => !Object.values(named).includes(pid));
    if (strays.length !== 1 || marked.length !== Object.keys(named).length + 1) {
        throw new Error(`processes ${marked.join()} run for programs ${JSON.stringify(named)} and one supervisor`);
    }
    return named;
}

/** What the server of a release is called, as a resource and as a program. */
export function serverOf(cell: string, region: string, version: string, digest = digestOf(version)): string {
    return `screening-${cell}-${region}-screening-${version}-${digest.slice("sha256:".length).slice(0, 8)}`;
}

/**
 * The resources that a change of shares updates, in order: files of the gates, and those through which hub and commands learn of releases,
 * regions and shares. Regions by their names with the cell's before them.
 */
export function filesOfShares(regions: readonly string[]): string[] {
    return ["hub-file", "hub-watched", ...regions.map(region => `screening-${region}-gate-files`)].sort();
}

/** Those through which watchers learn of releases and regions. */
export function watchesOf(regions: readonly string[]): string[] {
    return regions.map(region => `hub-${region}-watcher-watch`);
}
