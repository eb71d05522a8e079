import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

import { useSize } from "../use-size";
import { axisOf } from "./series";

export interface Line {
    readonly name: string;
    readonly values: readonly (number | null)[];
}

interface Props {
    /** Milliseconds since 1970. */
    readonly times: readonly number[];
    readonly lines: readonly Line[];
    readonly limit: number | undefined;
    /** How far up the axis goes where there is nothing to show. */
    readonly least: number;
    readonly format: (value: number) => string;
    /** Of which point the values are read; told where the pointer is, undefined where it has left. */
    readonly point: (index: number | undefined) => void;
}

const height = 132;
const cursors = uPlot.sync("region");

/** Lines over time, from zero up, with the limit. It is a picture: text next to it describes its content, and a table has the values. */
export function TimeChart({ times, lines, limit, least, format, point }: Props) {
    const box = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot | undefined>(undefined);
    const { width } = useSize(box);
    const data = [times.map(time => time / 1000), ...lines.map(({ values }) => [...values])] as uPlot.AlignedData;
    const axis = axisOf(
        lines.flatMap(({ values }) => values),
        limit,
        least,
    );
    const latest = useRef({ ...axis, format, point });
    latest.current = { ...axis, format, point };

    useEffect(() => {
        if (width === 0) {
            return;
        }
        const made = new uPlot(optionsOf(lines, width, latest), data, box.current!);
        plot.current = made;
        const redraw = () => {
            made.redraw(false, true);
        };
        const scheme = matchMedia("(prefers-color-scheme: dark)");
        scheme.addEventListener("change", redraw);
        const chosen = new MutationObserver(redraw);
        chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
        return () => {
            scheme.removeEventListener("change", redraw);
            chosen.disconnect();
            made.destroy();
            plot.current = undefined;
        };
    }, [width, lines.map(({ name }) => name).join()]);

    useEffect(() => {
        plot.current?.setData(data);
    });
    return <div class="plot" ref={box} style={{ minHeight: `${height}px` }} />;
}

interface Latest {
    readonly top: number;
    readonly limit: number | undefined;
    readonly format: (value: number) => string;
    readonly point: (index: number | undefined) => void;
}

/** What changes with every state is read when it is drawn, so that a chart is made once and then only given data. */
function optionsOf(lines: readonly Line[], width: number, latest: { readonly current: Latest }): uPlot.Options {
    const axis: uPlot.Axis = {
        stroke: () => colour("--muted"),
        font: "11px system-ui, sans-serif",
        grid: { stroke: () => colour("--rule"), width: 1 },
        ticks: { show: false },
    };
    return {
        width,
        height,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: cursors.key }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
        scales: { y: { range: () => [0, latest.current.top] } },
        axes: [
            { ...axis, size: 26, space: 70, values: (_, seconds) => seconds.map(at => clock.format(at * 1000)) },
            { ...axis, size: 56, space: 34, values: (_, values) => values.map(value => latest.current.format(value)) },
        ],
        series: [
            {},
            ...lines.map(({ name }, i) => ({
                label: name,
                stroke: () => colour(`--line${i}`),
                width: 1.5,
                points: { show: false },
                ...(i === 0 && lines.length === 1 ? { fill: () => colour("--line0-fill") } : {}),
            })),
        ],
        hooks: {
            draw: [
                plot => {
                    drawLimit(plot, latest.current.limit);
                },
            ],
            setCursor: [
                ({ cursor: { idx } }) => {
                    latest.current.point(idx ?? undefined);
                },
            ],
        },
    };
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function drawLimit(plot: uPlot, limit: number | undefined): void {
    if (limit === undefined) {
        return;
    }
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(limit, "y", true));
    ctx.save();
    ctx.strokeStyle = colour("--bad");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
}

/** A canvas knows no custom properties, and of `light-dark()` a custom property has only the text: so by way of an element. */
function colour(name: string): string {
    const probe = document.getElementById("colour-probe")!;
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
}
