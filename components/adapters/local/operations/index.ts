/**
 * Drills, logs and state of a stack on this machine, for programs that operate one.
 *
 * @module
 */

import path from "node:path";

import { takeLock } from "../../../../tools/lock";
import { type Injected, NotPossible, type Operations } from "../../../watch/drills/operations";
import type { TrailFiles } from "../../../watch/audit/trail";
import { actorHere } from "../../../../runtime/audit/actor";
import { appendEntry } from "../../../../runtime/audit/trail";
import { failureKinds } from "./failures";
import { isAnothers, journalIn, strikeOut, writeDown } from "./journal";
import { look } from "./look";
import { runningStack } from "./running-stack";
import { askWatchers, tellWatchers } from "./watchers";
import { rootOf, type StackFiles, stackFiles, supervisorIn } from "./stack-files";

/** What can be done to a stack of this machine; undefined where it is not up. Throws where it can't be understood. */
export function open(project: string, stack: string): Operations | undefined {
    const files = stackFiles(project, stack);
    return (
        files && {
            stack: runningStack(files),
            heal: () => heal(project, stack),
            alone: () => Promise.resolve(files).then(alone),
            look: () => look(files),
            inject: failure => inject(files, failure),
            evacuate: (cell, region, by) => askWatchers(files, { cell, region, by }, "evacuate"),
            bringBack: (cell, region, by) => askWatchers(files, { cell, region, by }, "return"),
            rehearse: seconds => tellWatchers(files, seconds),
            // The hub reads the directory of results.
            publish: () => Promise.resolve(),
            async record(cell, event) {
                const trail = trailOf(files, cell);
                if (trail !== undefined) await appendEntry(trail, { ...event, actor: actorHere() });
            },
        }
    );
}

/**
 * Reverts what a killed drill has left in a stack, whether or not the stack is up. Returns what it reverted. Throws if the drill still runs.
 */
export async function heal(project: string, stack: string): Promise<string[]> {
    const root = rootOf(project, stack);
    const journal = await journalIn(root);
    const [running] = journal.filter(isAnothers);
    if (running !== undefined) {
        const { owner, failure } = running;
        throw new Error(
            `the drill ${failure.drill} is being run on stack ${stack} by process ${owner.pid}; wait for it to end, or end it with ^C`,
        );
    }
    const place = { root, supervisor: supervisorIn(root) };
    const done: string[] = [];
    for (const one of journal) {
        const { drill, cell, region } = one.failure;
        await failureKinds[drill].undo(place, one.entry);
        await strikeOut(one);
        done.push(
            `healed ${region === undefined ? "" : `${region} of `}cell ${cell}, which a drill ${drill} had left broken`,
        );
    }
    return done;
}

function alone({ root }: StackFiles): () => Promise<void> {
    const lock = path.join(root, "drill.lock");
    const taken = takeLock(lock);
    if ("owner" in taken) {
        throw new NotPossible(
            `process ${taken.owner.pid} rehearses on this stack; wait for it to end, or end it with ^C`,
        );
    }
    return () => {
        taken.release();
        return Promise.resolve();
    };
}

async function inject(files: StackFiles, failure: Parameters<Operations["inject"]>[0]): Promise<Injected> {
    const kind = failureKinds[failure.drill];
    const { entry, ...reported } = await kind.plan(files, failure);
    const written = await writeDown(files.root, failure, entry);
    const undo = async () => {
        await kind.undo(files, entry);
        await strikeOut(written);
    };
    try {
        const going = await kind.begin(files, entry);
        return {
            ...reported,
            ...(going.spells && { spells: () => going.spells!() }),
            end: () => going.end(),
            async undo() {
                // Failures that could not be ended are undone nevertheless: that needs nothing of them.
                await going.end().catch(() => undefined);
                await undo();
            },
            async settle() {
                await kind.settle?.(files, entry);
                await strikeOut(written);
            },
        };
    } catch (error) {
        await undo();
        throw error;
    }
}

function trailOf({ root, watched }: StackFiles, name: string): TrailFiles | undefined {
    const audit = watched.cells.find(cell => cell.name === name)?.audit;
    const at = (file: string) => path.join(root, file);
    return audit && { cell: name, log: at(audit.log), anchors: audit.anchors.map(at) };
}
