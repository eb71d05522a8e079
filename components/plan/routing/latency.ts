import { z } from "zod";

import { cityNamed, type Place, type RegionRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import { distanceKm } from "../places/distance";
import { failoverOrder, placeIn } from "./failover";
import { type Fault, quoted } from "../faults";

const place = z.string().min(1, "a city that requests come from, or a region");

/** How long a way between two places of this machine takes, so that it behaves as the map does. */
export const latencySchema = z.strictObject({
    /**
     * Kilometres of the great circle between two places that one millisecond of a round trip covers. Light in fibre covers
     * 200 km in a millisecond, so 100 km there and back (https://confluence.slac.stanford.edu/pages/viewpage.action?pageId=100044321),
     * and a route is longer than the great circle: 1.3 times along the shortest fibres that lie in the ground, 2.1 times as
     * the Internet routes (Bozkurt et al. 2018, https://arxiv.org/abs/1811.10737). 67 stands for 1.5 times, a backbone.
     */
    kilometresPerMs: z.number().min(40, "40 to 1000").max(1000, "40 to 1000").default(67),
    /** Milliseconds that each round trip between different places takes beyond that: routers, queues, the last mile. */
    addMs: z.number().min(0, "0 to 200").max(200, "0 to 200").default(0),
    /** Round trips, in milliseconds, of single pairs in both directions, as measured or as bad as they shall be. */
    between: z
        .array(
            z.strictObject({
                /** A city that requests come from, or a region. */
                from: place,
                /** The other end. */
                to: place,
                /**
                 * At most 700, which the bounds above give for half the circumference of the Earth plus a satellite at 36,000 km. Beyond
                 * about 300 ms between two regions their gates consider each other unhealthy, and nothing spills: a check takes three
                 * round trips on a new connection and has a second.
                 */
                ms: z.number().min(0, "0 to 700").max(700, "0 to 700"),
            }),
        )
        .default([]),
});

/** How long ways between places take, parsed. */
export type Latency = z.output<typeof latencySchema>;
/** How long ways between places take, as it is written. */
export type LatencyInput = z.input<typeof latencySchema>;

/** A way that requests of a cell may take: from a city to a region, or from a region to another of its cell. */
export interface Link {
    /** A city, or a region ref. */
    readonly from: string;
    readonly to: RegionRef;
    readonly cell: string;
    /** What a round trip takes, in milliseconds. */
    readonly ms: number;
}

/** What links are made of; a `RoutingPlan` is one. */
export interface Reach {
    readonly cells: readonly Cell[];
    readonly points: readonly { readonly city: string }[];
}

/** A place by its name: a city, or a region of a cell. */
interface Named {
    readonly name: string;
    readonly place: Place;
}

/** Round trip between two places, in milliseconds, in steps of a hundredth. */
export function roundTripMs(from: Named, to: Named, { kilometresPerMs, addMs, between }: Latency): number {
    const said = between.find(pair => joins(pair, from.name, to.name));
    if (said !== undefined) {
        return said.ms;
    }
    const km = distanceKm(from.place, to.place);
    return km === 0 ? 0 : Math.round((km / kilometresPerMs + addMs) * 100) / 100;
}

/**
 * Every way that requests may take, with what it costs. Regions taken out of traffic have theirs too: what they still get
 * comes the same way. Between regions only the ways that the residency rule admits a failover on, so none to another cell.
 */
export function planLinks(reach: Reach, latency: Latency): Link[] {
    return reach.cells.flatMap(cell =>
        waysOf(cell, reach.points).map(way => {
            const from = { name: way.from, place: cityNamed(way.from) ?? placeIn(cell, way.from as RegionRef) };
            return { ...way, ms: roundTripMs(from, { name: way.to, place: placeIn(cell, way.to) }, latency) };
        }),
    );
}

/** Cells and cities as far as pairs of them are concerned. */
interface Places {
    readonly cells: readonly { readonly regions: readonly RegionRef[] }[];
    readonly cities: readonly string[];
}

/** What is wrong with single pairs: a pair between which no requests go would have no effect. */
export function latencyFaults({ between }: Latency, places: Places, at: string): Fault[] {
    return between.flatMap((pair, i): Fault[] => {
        const path = `${at}.between[${i}]`;
        const value = `${pair.from} to ${pair.to}`;
        const unknown = unknownFaults(pair, places, path);
        if (unknown.length > 0) {
            return unknown;
        }
        if (!isWay(pair, places)) {
            const problem = `no requests go from ${quoted(pair.from)} to ${quoted(pair.to)}, expected a city and a region, or two regions of one cell`;
            return [
                {
                    code: "latency/no-way",
                    path,
                    value,
                    problem,
                    remedy: "name a city and a region, or two regions of one cell",
                },
            ];
        }
        const problem = `the latency between ${quoted(pair.from)} and ${quoted(pair.to)} is set more than once`;
        const remedy = "set it once, since it applies in both directions";
        return between.findIndex(({ from, to }) => joins(pair, from, to)) === i
            ? []
            : [{ code: "latency/pair-twice", path, value, problem, remedy }];
    });
}

function unknownFaults(pair: Pair, { cells, cities }: Places, path: string): Fault[] {
    const known = new Set<string>([...cities, ...cells.flatMap(({ regions }) => regions)]);
    return (["from", "to"] as const)
        .filter(end => !known.has(pair[end]))
        .map(end => ({
            code: "latency/unknown-place",
            path: `${path}.${end}`,
            value: pair[end],
            problem: `${quoted(pair[end])} is neither a city that requests come from nor a region of a cell`,
            allowed: [...known],
            remedy: "name a city that requests come from, or a region of a cell",
        }));
}

function isWay({ from, to }: Pair, { cells, cities }: Places): boolean {
    const within = (places: readonly string[], place: string) => places.includes(place);
    const regions = cells.flatMap(cell => cell.regions);
    return (
        (within(cities, from) && within(regions, to)) ||
        (within(regions, from) && within(cities, to)) ||
        (from !== to && cells.some(cell => within(cell.regions, from) && within(cell.regions, to)))
    );
}

type Way = Omit<Link, "ms">;

function waysOf(cell: Cell, points: Reach["points"]): Way[] {
    const after = cell.regions.map(from => ({ from, next: failoverOrder(from, cell).map(({ region }) => region) }));
    return cell.regions.flatMap((to): Way[] => [
        ...points.map(({ city }) => ({ from: city, to, cell: cell.name })),
        ...after.filter(({ next }) => next.includes(to)).map(({ from }) => ({ from, to, cell: cell.name })),
    ]);
}

interface Pair {
    readonly from: string;
    readonly to: string;
}

function joins(pair: Pair, a: string, b: string): boolean {
    return (pair.from === a && pair.to === b) || (pair.from === b && pair.to === a);
}
