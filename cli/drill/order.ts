import { existsSync } from "node:fs";

import { nearestSpelling } from "../../components/plan/config/spelling";
import { type DrillName, drills } from "../../components/watch/drills/drills";
import { steadySeconds } from "../../components/watch/drills/measure";
import type { RunningCell, RunningStack } from "../../components/watch/drills/operations";
import { ProjectError, UsageError } from "../exit";
import { readText, reasonOf, shown } from "../files";
import { refuseElsewhere } from "../region";
import { requestsIn } from "./questions";
import type { Order } from "./run";

/** What is asked for, in the words of the command line. */
export interface Said {
    readonly cell?: string | undefined;
    readonly region?: string | undefined;
    readonly seconds?: string | undefined;
    readonly "heal-seconds"?: string | undefined;
    readonly rate?: string | undefined;
    readonly samples?: string | undefined;
    readonly "token-file"?: string | undefined;
}

const usualRate = 50;
/** So that a good stretch fits in. */
const leastSeconds = 2 * steadySeconds;

/** What is to be done to which part of a stack. Throws `UsageError` and `ProjectError`. */
export function orderOf(drill: DrillName, said: Said, stack: RunningStack): Omit<Order, "justHealed"> {
    const seconds =
        whole("seconds", said.seconds, leastSeconds, 3_600) ?? stack.seconds?.[drill] ?? drills[drill].seconds;
    const healSeconds = whole("heal-seconds", said["heal-seconds"], 1, 3_600) ?? stack.healSeconds;
    const perSecond = whole("rate", said.rate, 1, 2_000) ?? usualRate;
    const { samples } = said;
    if (samples !== undefined) readSamples(samples);
    const why = stack.impossible?.[drill];
    if (why !== undefined) throw new ProjectError(`${drill} can't be run on this stack: ${why}`);
    const cell = cellFor(drill, said, stack);
    const region = regionFor(drill, said, cell);
    const file = said["token-file"];
    const token = file === undefined ? undefined : tokenIn(file);
    refuseUnknown(stack.cells, token);
    const where = { cell, ...(region && { region }) };
    return { drill, ...where, seconds, healSeconds, perSecond, ...(samples && { samples }), token };
}

function whole(name: string, text: string | undefined, least: number, most: number): number | undefined {
    if (text === undefined) {
        return undefined;
    }
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
        throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
    }
    return value;
}

function readSamples(file: string): void {
    try {
        if (requestsIn(readText(file)).length > 0) return;
    } catch (error) {
        if (error instanceof ProjectError) throw error;
        throw new ProjectError(`${shown(file)} is not JSON: ${reasonOf(error)}`);
    }
    throw new ProjectError(`${shown(file)} has no request; it accepts one, or a list of { "request": … }`);
}

function cellFor(drill: DrillName, said: Said, { cells }: RunningStack): RunningCell {
    const { cell, region } = said;
    if (cell !== undefined) {
        const found = cells.find(({ name }) => name === cell);
        if (found === undefined) throw unknown("cell", cell, cells.map(({ name }) => name)); // prettier-ignore
        refuseMissing(drill, found, said);
        return found;
    }
    if (region !== undefined) {
        const all = cells.flatMap(({ regions }) => regions);
        if (all.every(one => one.startsWith("local:"))) refuseElsewhere(region);
        const having = cells.filter(({ regions }) => regions.some(one => one === region));
        if (having.length === 0) throw unknown("region", region, all);
        if (having.length > 1) throw new UsageError(`${region} is in several cells; choose one with --cell`);
        refuseMissing(drill, having[0]!, said);
        return having[0]!;
    }
    const able = cells.find(one => missingFor(drill, one, said) === undefined);
    if (able === undefined) refuseMissing(drill, cells[0]!, said);
    return able ?? cells[0]!;
}

function regionFor(drill: DrillName, { region }: Said, cell: RunningCell): Order["region"] {
    if (drills[drill].of === "cell") {
        if (region !== undefined) throw new UsageError(`${drill} concerns a whole cell: omit --region`);
        return undefined;
    }
    if (region === undefined) {
        return cell.regions[0]!;
    }
    const found = cell.regions.find(one => one === region);
    if (found === undefined) throw unknown("region", region, cell.regions);
    return found;
}

function unknown(what: "cell" | "region", word: string, known: readonly string[]): UsageError {
    const nearest = nearestSpelling(word, known);
    const remedy = nearest === undefined ? `there are ${known.join(", ")}` : `did you mean ${nearest}?`;
    return new UsageError(`there is no ${what} ${word}; ${remedy}`);
}

function refuseMissing(drill: DrillName, cell: RunningCell, said: Said): void {
    const missing = missingFor(drill, cell, said);
    if (missing !== undefined) throw new ProjectError(`${drill} can't be run on cell ${cell.name}: ${missing}`);
}

/** Why a drill would tell nothing of a cell. */
function missingFor(drill: DrillName, { models, regions, tables }: RunningCell, { samples }: Said): string | undefined {
    const { needs } = drills[drill];
    if (regions.length < needs.regions) {
        return `it has ${regions.length} region, so that no other can take over; give it ${needs.regions}`;
    }
    if (needs.table && tables.length === 0) {
        return "it has no table, so there is nothing to protect; add one to meridian:store";
    }
    // What is broken is a release of the first one.
    const [model] = models;
    return needs.samples && model && samples === undefined && !model.samples.some(file => existsSync(file))
        ? `no check can recognise a wrong answer of model ${model.name}; give requests to try with --samples`
        : undefined;
}

/** The token is sent to the cells' gates only. */
function tokenIn(file: string): string {
    return readText(file).trim();
}

/** Clients that the gates would reject before any failure. */
function refuseUnknown(cells: readonly RunningCell[], token: string | undefined): void {
    for (const { name, asks } of cells) {
        if (asks.certificate) {
            throw new ProjectError(
                `cell ${name} requires client certificates (routing.auth.certificates), which a drill has none of; rehearse on a stack that uses tokens`,
            );
        }
        if (asks.token && token === undefined) {
            throw new ProjectError(
                `cell ${name} requires tokens (routing.auth.jwt); pass one that may call every model with --token-file`,
            );
        }
    }
}
