import { useState } from "preact/hooks";

import type { DriftState } from "../../../../components/watch/state";
import { Amount } from "../amount";
import { count, distance } from "../amounts";
import { Scroller } from "../scroller";
import { Moved } from "./moved";
import { PsiBar } from "./psi-bar";

interface Column {
    readonly title: string;
    readonly long?: string;
    readonly of: (drift: DriftState) => string | number | undefined;
    /** Numbers are read from the largest, names from the first letter. */
    readonly isNumber: boolean;
}

const columns: readonly Column[] = [
    { title: "Feature or score", of: ({ name }) => name, isNumber: false },
    { title: "PSI", long: "population stability index", of: ({ psi }) => psi, isNumber: true },
    { title: "Release", of: ({ model, version }) => `${model} ${version}`, isNumber: false },
    { title: "KS", long: "Kolmogorov and Smirnov's distance", of: ({ ks }) => ks, isNumber: true },
    { title: "Values", of: ({ count: values }) => values, isNumber: true },
];

interface Props {
    readonly drift: readonly DriftState[];
    readonly limit: number | undefined;
    readonly region: string;
}

/** All that is measured in a region, in the order of a column that one chooses. */
export function DriftTable({ drift, limit, region }: Props) {
    const [sorted, sort] = useState({ by: "PSI", isTurned: false });
    const { of, isNumber } = columns.find(({ title }) => title === sorted.by)!;
    const rows = [...drift].sort((a, b) => compare(of(a), of(b)) * (isNumber === sorted.isTurned ? 1 : -1));
    const isAscending = isNumber === sorted.isTurned;
    return (
        <Scroller label={`Drift in ${region}`}>
            <table class="plain">
                <caption class="unseen">Drift in {region}, for each feature and score</caption>
                <thead>
                    <tr>
                        {columns.map(({ title, long }) => {
                            const isSorted = title === sorted.by;
                            return (
                                <th
                                    key={title}
                                    scope="col"
                                    aria-sort={isSorted ? (isAscending ? "ascending" : "descending") : undefined}
                                >
                                    <button
                                        type="button"
                                        class="sort"
                                        title={long}
                                        onClick={() => {
                                            sort({ by: title, isTurned: isSorted && !sorted.isTurned });
                                        }}
                                    >
                                        {title}
                                        <span aria-hidden="true">{isSorted ? (isAscending ? " ▲" : " ▼") : " ↕"}</span>
                                    </button>
                                </th>
                            );
                        })}
                    </tr>
                </thead>
                <tbody>
                    {rows.map(({ model, version, of: kind, name, psi, ks, count: values, hasMoved }) => (
                        <tr key={[model, version, kind, name].join(" ")} class={hasMoved ? "marked" : undefined}>
                            <th scope="row">
                                {name}
                                {kind === "score" && name !== "score" && " (score)"} {hasMoved && <Moved />}
                            </th>
                            <td>
                                <PsiBar psi={psi} limit={limit} />
                            </td>
                            <td class="release">
                                {model} {version}
                            </td>
                            <td>
                                <Amount of={ks} as={distance} />
                            </td>
                            <td>{count(values)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Scroller>
    );
}

/** What isn't known counts as least. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
    return typeof a === "string" && typeof b === "string" ? a.localeCompare(b) : Number(a ?? -1) - Number(b ?? -1);
}
