import type { RegionState } from "../../../../components/watch/state";
import { distance } from "../amounts";
import { byPsi } from "../limits";
import { Scroller } from "../scroller";
import { hrefOf, keyOf } from "../selection";
import { Moved } from "./moved";
import { PsiBar } from "./psi-bar";

const most = 10;

/** What has moved furthest, in any region. The rest stands with its region. */
export function DriftOverview({
    regions,
    limit,
}: {
    readonly regions: readonly RegionState[];
    readonly limit?: number | undefined;
}) {
    const all = regions.flatMap(region => region.drift.map(drift => ({ ...drift, in: region })));
    const moved = all.filter(({ hasMoved }) => hasMoved).length;
    const shown = byPsi(all).slice(0, most);
    return (
        <section aria-labelledby="drift" class="panel">
            <h2 id="drift">
                Drift{" "}
                <span class="count">
                    {all.length === 0 ? "not measured" : `${moved} of ${all.length} moved`}
                    {limit !== undefined && `; limit ${distance(limit)}`}
                </span>
            </h2>
            {shown.length > 0 && (
                <Scroller label="Drift">
                    <table class="plain">
                        <caption class="unseen">Features and scores that have moved furthest, in all regions</caption>
                        <thead>
                            <tr>
                                <th scope="col">Feature or score</th>
                                <th scope="col">
                                    <abbr title="population stability index">PSI</abbr>
                                </th>
                                <th scope="col">Region</th>
                                <th scope="col">Release</th>
                            </tr>
                        </thead>
                        <tbody>
                            {shown.map(({ model, version, of, name, psi, hasMoved, in: region }) => (
                                <tr key={[keyOf(region), model, version, of, name].join(" ")}>
                                    <th scope="row">
                                        {name} {hasMoved && <Moved />}
                                    </th>
                                    <td>
                                        <PsiBar psi={psi} limit={limit} />
                                    </td>
                                    <td>
                                        <a href={hrefOf(region)}>{region.region}</a>
                                    </td>
                                    <td class="release">
                                        {model} {version}
                                    </td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </Scroller>
            )}
            {all.length > most && <p class="none">The {most} furthest; all of a region's stand under the region.</p>}
        </section>
    );
}
