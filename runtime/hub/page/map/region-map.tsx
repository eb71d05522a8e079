import { land } from "world-land";

import { useMemo, useRef, useState } from "preact/hooks";

import type { RegionState } from "../../../../components/watch/state";
import { counted } from "../amounts";
import { hrefOf } from "../selection";
import { looks } from "../status";
import { useSize } from "../use-size";
import { labelsOf } from "./labels";
import { layOut, type MapPoint } from "./layout";

interface Props {
    readonly regions: readonly RegionState[];
    readonly selected: string | undefined;
}

const steps: Readonly<Partial<Record<string, number>>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Where the regions are. One stop of the tab key for all points; arrows go from one to the next. */
export function RegionMap({ regions, selected }: Props) {
    const box = useRef<HTMLDivElement>(null);
    const { width, height } = useSize(box);
    const { transform, points, cells } = useMemo(() => layOut(regions, width, height), [regions, width, height]);
    const labels = useMemo(() => labelsOf(points, width, height), [points, width, height]);
    const [stop, moveStop] = useState<string>();
    const current = points.find(({ key }) => key === stop)?.key ?? points[0]?.key;
    const go = (event: KeyboardEvent) => {
        const from = points.findIndex(({ key }) => key === current);
        const step = steps[event.key];
        const to =
            step !== undefined ? from + step : event.key === "Home" ? 0 : event.key === "End" ? points.length - 1 : -1;
        const next = points[to];
        if (next !== undefined) {
            event.preventDefault();
            moveStop(next.key);
            box.current?.querySelectorAll<SVGAElement>("a.point")[to]?.focus();
        }
    };
    return (
        <div class="map" ref={box}>
            {width > 0 && (
                <svg width={width} height={height} role="group" aria-label={nameOf(regions)} onKeyDown={go}>
                    <g transform={transform} aria-hidden="true">
                        <path class="land" d={land} />
                    </g>
                    <g aria-hidden="true">
                        {cells.map(({ name, path }, i) => (
                            <path key={name} class={`cell tint${i % 6}`} d={path} />
                        ))}
                    </g>
                    {points.map(point => (
                        <Point
                            key={point.key}
                            point={point}
                            isSelected={point.key === selected}
                            isStop={point.key === current}
                            stop={moveStop}
                        />
                    ))}
                    <g aria-hidden="true" class="labels">
                        {labels.map(({ key, text, x, y, anchor }) => (
                            <text key={key} x={x} y={y} text-anchor={anchor}>
                                {text}
                            </text>
                        ))}
                    </g>
                </svg>
            )}
        </div>
    );
}

interface PointProps {
    readonly point: MapPoint;
    readonly isSelected: boolean;
    readonly isStop: boolean;
    readonly stop: (key: string) => void;
}

function Point({ point: { key, region, x, y }, isSelected, isStop, stop }: PointProps) {
    const { word, shape } = looks[region.status];
    const name = `${region.region}, ${region.place.name}, cell ${region.cell}: ${word}`;
    return (
        <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <a
                class={`point ${region.status}`}
                href={hrefOf(region)}
                tabindex={isStop ? 0 : -1}
                aria-label={name}
                aria-current={isSelected ? "true" : undefined}
                onFocus={() => {
                    stop(key);
                }}
            >
                <title>{name}</title>
                <circle class="target" r="12" />
                {isSelected && <circle class="chosen" r="10" />}
                <path class="symbol" d={shape} fill-rule="evenodd" />
            </a>
        </g>
    );
}

function nameOf(regions: readonly RegionState[]): string {
    const serving = regions.filter(({ status }) => status === "serving").length;
    return `Map of ${counted(regions.length, "region")}, ${serving} serving; arrow keys go from one to the next, Enter shows it in detail`;
}
