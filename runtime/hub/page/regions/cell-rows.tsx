import type { ComponentChildren } from "preact";

import type { RegionState } from "../../../../components/watch/state";
import { Amount } from "../amount";
import { milliseconds, percent, rate, seconds } from "../amounts";
import { Sparkline } from "../charts/sparkline";
import { PsiBar } from "../drift/psi-bar";
import { errorLimit, isOver, type Limits, worstDrift } from "../limits";
import { Shares } from "../releases/shares";
import { hrefOf, keyOf } from "../selection";
import { Status } from "../status";
import { type Column, columns } from "./columns";

interface CellProps {
    readonly name: string;
    readonly regions: readonly RegionState[];
    readonly limits: Limits;
    readonly selected: string | undefined;
}

export function CellRows({ name, regions, limits, selected }: CellProps) {
    return (
        <tbody role="rowgroup">
            <tr role="row" class="cell-row">
                <th role="rowheader" scope="rowgroup" colSpan={columns.length}>
                    <span class="prefix">cell</span> {name}
                </th>
            </tr>
            {regions.map(region => {
                const key = keyOf(region);
                return <RegionRow key={key} region={region} limits={limits} isSelected={key === selected} />;
            })}
        </tbody>
    );
}

interface RowProps {
    readonly region: RegionState;
    readonly limits: Limits;
    readonly isSelected: boolean;
}

function RegionRow({ region, limits, isSelected }: RowProps) {
    const { place, status, reasons, requestsPerSecond, errorRatio, p50Ms, p99Ms, lagSeconds, series } = region;
    const drift = worstDrift(region);
    return (
        <tr role="row" class={isSelected ? `${status} selected` : status}>
            <th role="rowheader" scope="row" class="region">
                <a href={hrefOf(region)} aria-current={isSelected ? "true" : undefined}>
                    {region.region}
                </a>
                <span class="place">
                    {place.name}, {place.country}
                </span>
            </th>
            <Cell title="Status">
                <Status status={status} />
                {reasons.length > 0 && (
                    <ul class="reasons">
                        {reasons.map(reason => (
                            <li key={reason}>{reason}</li>
                        ))}
                    </ul>
                )}
            </Cell>
            <Cell title="Requests/s" kind="number requests">
                <span>
                    <Amount of={status === "silent" ? undefined : requestsPerSecond} as={rate} />
                </span>
                <Sparkline values={series.requestsPerSecond} />
            </Cell>
            <Cell title="Errors" kind="number" isOver={isOver(errorRatio, errorLimit(limits))}>
                <Amount of={errorRatio} as={percent} />
            </Cell>
            <Cell title="p50" kind="number">
                <Amount of={p50Ms} as={milliseconds} />
            </Cell>
            <Cell title="p99" kind="number" isOver={isOver(p99Ms, limits.p99Ms)}>
                <Amount of={p99Ms} as={milliseconds} />
            </Cell>
            <Cell title="Lag" kind="number" isOver={isOver(lagSeconds, limits.lagSeconds)}>
                <Amount of={lagSeconds} as={seconds} />
            </Cell>
            <Cell title="Releases">
                <Shares region={region} />
            </Cell>
            <Cell title="Worst drift" kind="drift">
                <PsiBar psi={drift?.psi} limit={limits.psi} />
                {drift !== undefined && <span class="note">{drift.name}</span>}
            </Cell>
        </tr>
    );
}

interface TableCellProps {
    /** Of the column, which a card has no head to show it in. */
    readonly title: Column;
    readonly kind?: string;
    readonly isOver?: boolean;
    readonly children: ComponentChildren;
}

function Cell({ title, kind = "", isOver: over = false, children }: TableCellProps) {
    return (
        <td role="cell" data-title={title} class={over ? `${kind} over` : kind}>
            {children}
            {over && <span class="unseen"> over the limit</span>}
        </td>
    );
}
