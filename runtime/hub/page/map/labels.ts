import { looks } from "../status";
import type { MapPoint } from "./layout";

export interface MapLabel {
    readonly key: string;
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly anchor: "start" | "middle" | "end";
}

interface Box {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
}

/** Pixels of an average letter at the size of the labels, a little more than most have. */
const [letterWidth, lineHeight] = [6.4, 14];
const longest = 26;
const fromPoint = 11;

/**
 * Labels where they cover no point and no other label; those that find no such place are left out, and the table has them all. Regions
 * that don't serve come first.
 */
export function labelsOf(points: readonly MapPoint[], width: number, height: number): MapLabel[] {
    const taken: Box[] = points.map(({ x, y }) => boxAt(x, y, 14, 14));
    const isServing = ({ region }: MapPoint) => region.status === "serving";
    return [...points.filter(point => !isServing(point)), ...points.filter(isServing)].flatMap(point => {
        const text = textOf(point);
        const half = (text.length * letterWidth) / 2;
        const places = [
            { x: point.x + fromPoint, y: point.y, anchor: "start", centre: point.x + fromPoint + half },
            { x: point.x - fromPoint, y: point.y, anchor: "end", centre: point.x - fromPoint - half },
            { x: point.x, y: point.y + 18, anchor: "middle", centre: point.x },
            { x: point.x, y: point.y - 18, anchor: "middle", centre: point.x },
        ] as const;
        for (const { x, y, anchor, centre } of places) {
            const box = boxAt(centre, y, 2 * half, lineHeight);
            const isInside = box.left >= 2 && box.right <= width - 2 && box.top >= 2 && box.bottom <= height - 2;
            if (isInside && !taken.some(other => overlaps(box, other))) {
                taken.push(box);
                return [{ key: point.key, text, x, y, anchor }];
            }
        }
        return [];
    });
}

function textOf({ region: { region, status } }: MapPoint): string {
    const name = region.slice(region.indexOf(":") + 1);
    const short = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
    return status === "serving" ? short : `${short}: ${looks[status].word}`;
}

function boxAt(x: number, y: number, width: number, height: number): Box {
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlaps(one: Box, other: Box): boolean {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
