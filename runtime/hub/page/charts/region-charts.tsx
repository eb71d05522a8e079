import { useState } from "preact/hooks";

import type { RegionState } from "../../../../components/watch/state";
import { Amount } from "../amount";
import { milliseconds, percent, rate, seconds, type Unknowable } from "../amounts";
import { errorLimit, type Limits } from "../limits";
import { Moment } from "../moment";
import { Scroller } from "../scroller";
import { type Measure, minutesOf, summaryOf, timesOf } from "./series";
import { TimeChart } from "./time-chart";

interface Chart {
    readonly title: string;
    readonly lines: readonly { readonly measure: Measure; readonly name: string }[];
    readonly format: (value: number) => string;
    readonly limit: (limits: Limits) => number | undefined;
    /** See `TimeChart`. */
    readonly least: number;
}

const charts: readonly Chart[] = [
    {
        title: "Requests per second",
        lines: [{ measure: "requestsPerSecond", name: "requests/s" }],
        format: rate,
        limit: () => undefined,
        least: 1,
    },
    {
        title: "Errors",
        lines: [{ measure: "errorRatio", name: "errors" }],
        format: percent,
        limit: errorLimit,
        least: 0.001,
    },
    {
        title: "Latency",
        lines: [
            { measure: "p50Ms", name: "p50" },
            { measure: "p99Ms", name: "p99" },
        ],
        format: milliseconds,
        limit: ({ p99Ms }) => p99Ms,
        least: 1,
    },
    {
        title: "Replication lag",
        lines: [{ measure: "lagSeconds", name: "lag" }],
        format: seconds,
        limit: ({ lagSeconds }) => lagSeconds,
        least: 1,
    },
];

interface Props {
    readonly region: RegionState;
    readonly limits: Limits;
}

/** A region's last minutes. Pointing at a time in one chart reads all of them at that time. */
export function RegionCharts({ region: { series }, limits }: Props) {
    const [pointed, point] = useState<number>();
    const times = timesOf(series);
    const index = pointed !== undefined && pointed < times.length ? pointed : undefined;
    return (
        <>
            <p class="reading">
                Last {minutesOf(series)} minutes; values{" "}
                {index === undefined ? (
                    "now"
                ) : (
                    <>
                        at <Moment at={new Date(times[index]!).toISOString()} as="clock" />
                    </>
                )}
            </p>
            <div class="charts">
                {charts.map(chart => {
                    const { title, lines, format } = chart;
                    const limit = chart.limit(limits);
                    return (
                        <figure key={title}>
                            <figcaption>
                                <strong>{title}</strong>
                                {lines.map(({ measure, name }, i) => (
                                    <span key={name} class={`legend line${i}`}>
                                        {lines.length > 1 && `${name} `}
                                        <Amount of={valueAt(series[measure], index)} as={format} />
                                    </span>
                                ))}
                                {limit !== undefined && <span class="legend limit">≤ {format(limit)}</span>}
                            </figcaption>
                            <div role="img" aria-label={inWords(chart, series, limit)}>
                                <TimeChart
                                    times={times}
                                    lines={lines.map(({ measure, name }) => ({ name, values: series[measure] }))}
                                    limit={limit}
                                    least={chart.least}
                                    format={format}
                                    point={point}
                                />
                            </div>
                        </figure>
                    );
                })}
            </div>
            <SeriesTable series={series} times={times} />
        </>
    );
}

function valueAt(values: readonly (number | null)[], index: number | undefined): Unknowable {
    return index === undefined ? values.at(-1) : values[index];
}

function inWords({ title, lines, format }: Chart, series: RegionState["series"], limit: number | undefined): string {
    const reported = lines.map(({ measure, name }) => {
        const summary = summaryOf(series[measure]);
        return summary === undefined
            ? `${name} not known`
            : `${name} ${format(summary.last)} last known, from ${format(summary.lowest)} to ${format(summary.highest)}`;
    });
    const limited = limit === undefined ? "" : `; limit ${format(limit)}`;
    return `${title} over ${minutesOf(series)} minutes: ${reported.join("; ")}${limited}`;
}

/** Made when it is opened: it has hundreds of cells. */
function SeriesTable({ series, times }: { readonly series: RegionState["series"]; readonly times: readonly number[] }) {
    const [isOpen, setOpen] = useState(false);
    const columns = charts.flatMap(({ lines, format }) => lines.map(line => ({ ...line, format })));
    return (
        <details
            onToggle={({ currentTarget }) => {
                setOpen(currentTarget.open);
            }}
        >
            <summary>The same as a table</summary>
            {isOpen && (
                <Scroller label="Values of the charts">
                    <table class="plain">
                        <caption class="unseen">Values of the charts, the newest first</caption>
                        <thead>
                            <tr>
                                <th scope="col">time</th>
                                {columns.map(({ name }) => (
                                    <th key={name} scope="col" class="number">
                                        {name}
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        <tbody>
                            {times.map((_, k) => {
                                const i = times.length - 1 - k;
                                return (
                                    <tr key={times[i]}>
                                        <th scope="row">
                                            <Moment at={new Date(times[i]!).toISOString()} as="clock" />
                                        </th>
                                        {columns.map(({ measure, name, format }) => (
                                            <td key={name} class="number">
                                                <Amount of={series[measure][i]} as={format} />
                                            </td>
                                        ))}
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                </Scroller>
            )}
        </details>
    );
}
