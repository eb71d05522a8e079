import { geoEqualEarth } from "d3-geo";

import type { RegionState } from "../../../../components/watch/state";
import { keyOf } from "../selection";
import { mapSize } from "./map-size";

export interface MapPoint {
    readonly key: string;
    readonly region: RegionState;
    /** Pixels. */
    readonly x: number;
    readonly y: number;
}

export interface MapLayout {
    /** From the extent that land is drawn in to pixels. */
    readonly transform: string;
    /** In the order of the regions. */
    readonly points: readonly MapPoint[];
    readonly cells: readonly { readonly name: string; readonly path: string }[];
}

/** Pixels between two points, at least, so that each can be seen and hit. */
const apart = 18;
/** Pixels between a point and the edge, for labels; on a small screen, its eighth. */
const widestMargin = 70;
/** The part of the map's height above Antarctica: 58 degrees south. */
const inhabited = 0.9;
/** Units of the map's extent: about the width of western Europe. Closer, the outline of land is too coarse. */
const closest = 240;

/** Places regions on a map of so many pixels that shows as much of the earth as they are spread over. */
export function layOut(regions: readonly RegionState[], width: number, height: number): MapLayout {
    const projection = geoEqualEarth().fitExtent(mapSize, { type: "Sphere" });
    const projected = regions.map(
        ({ place }) => projection([place.longitude, place.latitude]) ?? ([0, 0] as [number, number]),
    );
    const { scale, left, top } = frame(projected, width, height);
    const pixels = projected.map(([x, y]) => ({ x: (x - left) * scale, y: (y - top) * scale }));
    spread(pixels);
    const points = regions.map((region, i) => ({ key: keyOf(region), region, ...pixels[i]! }));
    const names = [...new Set(regions.map(({ cell }) => cell))];
    return {
        transform: `scale(${scale}) translate(${-left} ${-top})`,
        points,
        cells: names.map(name => ({ name, path: joined(points.filter(({ region }) => region.cell === name)) })),
    };
}

/** The part of the map that is shown: around all points, as wide as its pixels are, and within the earth where it can be. */
function frame(points: readonly [number, number][], width: number, height: number) {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [[,], [right, bottom]] = mapSize;
    const [west, east] = points.length === 0 ? [0, right] : [Math.min(...xs), Math.max(...xs)];
    const [north, south] = points.length === 0 ? [0, bottom] : [Math.min(...ys), Math.max(...ys)];
    const margin = Math.min(widestMargin, width / 8);
    const inner = [Math.max(40, width - 2 * margin), Math.max(40, height - 2 * margin)] as const;
    const scale = Math.max(
        Math.min(inner[0] / Math.max(east - west, closest), inner[1] / Math.max(south - north, 1)),
        width / right,
    );
    const [shownWidth, shownHeight] = [width / scale, height / scale];
    return {
        scale,
        left: within((west + east - shownWidth) / 2, 0, right - shownWidth),
        top: within((north + south - shownHeight) / 2, 0, bottom * inhabited - shownHeight),
    };
}

function within(value: number, lowest: number, highest: number): number {
    return highest < lowest ? (lowest + highest) / 2 : Math.min(Math.max(value, lowest), highest);
}

/** Pushes points away from each other: two clouds' regions in one city would hide each other. */
function spread(points: { x: number; y: number }[]): void {
    for (let round = 0; round < 40; round++) {
        let isMoved = false;
        for (const [i, one] of points.entries()) {
            for (const [k, other] of points.slice(i + 1).entries()) {
                const [dx, dy] = [other.x - one.x, other.y - one.y];
                const distance = Math.hypot(dx, dy);
                if (distance >= apart) {
                    continue;
                }
                // Of two in the very same place, the angle is as good as any other and the same every time.
                const angle = distance < 0.01 ? (i + k) * 2.4 : Math.atan2(dy, dx);
                const push = (apart - distance) / 2 + 0.1;
                one.x -= Math.cos(angle) * push;
                one.y -= Math.sin(angle) * push;
                other.x += Math.cos(angle) * push;
                other.y += Math.sin(angle) * push;
                isMoved = true;
            }
        }
        if (!isMoved) {
            return;
        }
    }
}

/** The shortest lines that join all points (Prim's minimum spanning tree): drawn broad, they hold a cell together in any form. */
function joined(points: readonly MapPoint[]): string {
    const [first, ...rest] = points;
    if (first === undefined) {
        return "";
    }
    const reached = [first];
    const left = new Set(rest);
    let path = `M${at(first)}h0`;
    while (left.size > 0) {
        let [from, to, shortest] = [first, first, Infinity];
        for (const candidate of left) {
            for (const point of reached) {
                const length = Math.hypot(candidate.x - point.x, candidate.y - point.y);
                if (length < shortest) {
                    [from, to, shortest] = [point, candidate, length];
                }
            }
        }
        path += `M${at(from)}L${at(to)}`;
        reached.push(to);
        left.delete(to);
    }
    return path;
}

function at({ x, y }: MapPoint): string {
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
