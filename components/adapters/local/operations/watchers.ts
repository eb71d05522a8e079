import { readFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";

import type { RegionRef } from "../../../plan/places/catalogue";
import { NotPossible } from "../../../watch/drills/operations";
import type { StackFiles } from "./stack-files";
import type { WatchedCell, WatchedRegion } from "./watched-file";

interface ByHand {
    readonly cell: string;
    readonly region: RegionRef;
    readonly by: string;
}

/** An election of the document's leader, and the watcher's own tries. */
const TIMEOUT_MS = 10_000;

/**
 * Has a watcher of the cell change what its regions say of themselves: the region's own, or another where that doesn't answer.
 * Whether it was changed; `NotPossible` with the watcher's own words where it may not be.
 */
export async function askWatchers(
    { root, watched }: StackFiles,
    { cell: name, region, by }: ByHand,
    what: "evacuate" | "return",
): Promise<boolean> {
    const cell = watched.cells.find(cell => cell.name === name);
    if (cell === undefined) throw new NotPossible(`there is no cell ${name}`);
    if (cell.store === undefined) {
        throw new NotPossible(
            `cell ${name} has no store, in which its regions say how they do; name a table in meridian:store, or use routing.drain`,
        );
    }
    if (what === "evacuate") await refuseLast(root, cell, region);
    const nearest = [...cell.regions].sort((a, b) => Number(b.region === region) - Number(a.region === region));
    let last = "none of its watchers answers";
    for (const { watcher } of nearest) {
        const answer = await ask(root, cell, watcher, `/v1/${what}`, { region, by }).catch(() => undefined);
        if (answer === undefined) continue;
        const { changed, error = "" } = JSON.parse(answer.text) as { changed?: boolean; error?: string };
        if (answer.status === 200) return changed === true;
        last = error;
        // Another one would say the same, but for its own way to the store.
        if (answer.status !== 503) break;
    }
    throw new NotPossible(
        `${what === "evacuate" ? `${region} can't be evacuated` : `${region} can't be brought back`}: ${last}`,
    );
}

/** Says to all watchers that what is asked for so long is a rehearsal. Those that are gone don't hear it. */
export async function tellWatchers({ root, watched }: StackFiles, seconds: number): Promise<void> {
    const all = watched.cells.flatMap(cell => cell.regions.map(({ watcher }) => ({ cell, watcher })));
    await Promise.all(
        all.map(({ cell, watcher }) => ask(root, cell, watcher, "/v1/rehearsal", { seconds }).catch(() => undefined)),
    );
}

/**
 * A region's report counts for a while: a region that was just lost still seems to serve. So another one is asked now, before this one
 * leaves until an operator returns it.
 */
async function refuseLast(root: string, cell: WatchedCell, region: RegionRef): Promise<void> {
    const others = cell.regions.filter(one => one.region !== region);
    const serving = await Promise.all(others.map(({ watcher }) => isServing(root, cell, watcher)));
    if (!serving.includes(true)) {
        throw new NotPossible(
            `${region} can't be evacuated: no other region of cell ${cell.name} says that it serves now; see \`npx meridian hub\``,
        );
    }
}

async function isServing(root: string, cell: WatchedCell, watcher: WatchedRegion["watcher"]): Promise<boolean> {
    const answer = await ask(root, cell, watcher, "/v1/region").catch(() => undefined);
    if (answer?.status !== 200) return false;
    const { isReady, verdict } = JSON.parse(answer.text) as { isReady: boolean; verdict?: { kind: string } };
    return isReady && verdict?.kind === "serving";
}

/** Asks a watcher, or tells it something where there is a body. */
function ask(
    root: string,
    { hands }: WatchedCell,
    { host, port, name }: WatchedRegion["watcher"],
    at: string,
    body?: object,
): Promise<{ readonly status: number; readonly text: string }> {
    const file = (part: string) => readFileSync(path.join(root, hands.directory, part));
    const content = body && JSON.stringify(body);
    return new Promise((resolve, reject) => {
        const sent = request(
            {
                host,
                port,
                path: at,
                method: content === undefined ? "GET" : "POST",
                servername: name,
                agent: false,
                signal: AbortSignal.timeout(TIMEOUT_MS),
                cert: file("tls.crt"),
                key: file("tls.key"),
                ca: file("ca.crt"),
                headers: {
                    host: name,
                    ...(content !== undefined && {
                        "content-type": "application/json",
                        "content-length": Buffer.byteLength(content),
                    }),
                },
            },
            answer => {
                const chunks: Buffer[] = [];
                answer.on("data", (chunk: Buffer) => chunks.push(chunk));
                answer.on("error", reject);
                answer.on("end", () => {
                    resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
                });
            },
        );
        sent.on("error", reject);
        sent.end(content);
    });
}
