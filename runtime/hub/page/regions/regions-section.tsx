import { useState } from "preact/hooks";

import { regionStatuses, type RegionStatus, type ServiceState } from "../../../../components/watch/state";
import { isKnown } from "../amounts";
import type { Limits } from "../limits";
import { Scroller } from "../scroller";
import { looks } from "../status";
import { CellRows } from "./cell-rows";
import { Choice } from "./choice";
import { type Column, columns, heldTo } from "./columns";

interface Props {
    readonly state: ServiceState;
    readonly selected: string | undefined;
}

/** All regions by cell, or those that one asks for. */
export function RegionsSection({ state, selected }: Props) {
    const { cells, regions, limits } = state;
    const [cell, setCell] = useState("");
    const [status, setStatus] = useState<RegionStatus | "">("");
    const shown = regions.filter(
        region => (cell === "" || region.cell === cell) && (status === "" || region.status === status),
    );
    return (
        <section aria-labelledby="regions" class="panel">
            <div class="heading">
                <h2 id="regions">
                    Regions{" "}
                    <span class="count">
                        {shown.length === regions.length ? regions.length : `${shown.length} of ${regions.length}`}
                    </span>
                </h2>
                <div class="filters" role="group" aria-label="Which regions are shown">
                    <Choice
                        label="Cell"
                        value={cell}
                        choose={setCell}
                        options={cells.map(({ name }) => [name, name])}
                    />
                    <Choice
                        label="Status"
                        value={status}
                        choose={setStatus}
                        options={regionStatuses.map(name => [
                            name,
                            `${looks[name].word} (${regions.filter(region => region.status === name).length})`,
                        ])}
                    />
                </div>
            </div>
            {shown.length === 0 ? (
                <p class="none">No region is like that.</p>
            ) : (
                <Scroller label="Regions">
                    {/* Roles are said, since cards (styles/regions.css) would take them away from a table. */}
                    <table class="regions" role="table">
                        <caption class="unseen">Regions by cell, with what was measured in the last minute</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                {columns.map(title => (
                                    <th key={title} role="columnheader" scope="col">
                                        {title}
                                        <Limit of={title} limits={limits} />
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        {cells.map(({ name }) => {
                            const own = shown.filter(region => region.cell === name);
                            return (
                                own.length > 0 && (
                                    <CellRows
                                        key={name}
                                        name={name}
                                        regions={own}
                                        limits={limits}
                                        selected={selected}
                                    />
                                )
                            );
                        })}
                    </table>
                </Scroller>
            )}
        </section>
    );
}

function Limit({ of, limits }: { readonly of: Column; readonly limits: Limits }) {
    const limit = heldTo[of]?.limit(limits);
    return isKnown(limit) ? <span class="held-to"> ≤ {heldTo[of]?.as(limit)}</span> : null;
}
