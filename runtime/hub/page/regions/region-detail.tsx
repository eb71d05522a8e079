import { useEffect, useRef } from "preact/hooks";

import type { RegionState, ReleaseState } from "../../../../components/watch/state";
import { Amount } from "../amount";
import { percent, rate } from "../amounts";
import { RegionCharts } from "../charts/region-charts";
import { DriftTable } from "../drift/drift-table";
import { type Limits, loadingOf } from "../limits";
import { shareOf, Skew } from "../releases/share";
import { Scroller } from "../scroller";
import { keyOf, type Selection } from "../selection";
import { Status } from "../status";

interface Props {
    readonly region: RegionState;
    readonly regions: readonly RegionState[];
    readonly limits: Limits;
    /** Each time a user has followed a link to a region, the focus goes there. */
    readonly selection: Selection;
}

/** One region: its last minutes, its releases with their digests, all of its drift. */
export function RegionDetail({ region, regions, limits, selection: { times, choose } }: Props) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        if (times > 0) {
            heading.current?.focus({ preventScroll: true });
            heading.current?.scrollIntoView();
        }
    }, [times]);
    const { place, cell, status, reasons, drift } = region;
    return (
        <section aria-labelledby="detail" class="panel detail">
            <div class="heading">
                <h2 id="detail" tabIndex={-1} ref={heading}>
                    <span class="unseen">Region </span>
                    {region.region}{" "}
                    <span class="count">
                        {place.name}, {place.country}, cell {cell}
                    </span>
                </h2>
                <label class="choice">
                    <span>Region</span>
                    <select
                        value={keyOf(region)}
                        onChange={({ currentTarget }) => {
                            const chosen = regions.find(other => keyOf(other) === currentTarget.value);
                            if (chosen !== undefined) {
                                choose(chosen);
                            }
                        }}
                    >
                        {regions.map(other => (
                            <option key={keyOf(other)} value={keyOf(other)}>
                                {other.region} ({other.cell})
                            </option>
                        ))}
                    </select>
                </label>
            </div>
            <p class="state">
                <Status status={status} />
                {reasons.length > 0 && <span class="why"> {reasons.join("; ")}</span>}
            </p>
            <RegionCharts region={region} limits={limits} />
            <div class="columns">
                <div>
                    <h3>Releases</h3>
                    <ReleaseTable region={region} />
                </div>
                <div>
                    <h3>Drift</h3>
                    {drift.length === 0 ? (
                        <p class="none">Not measured.</p>
                    ) : (
                        <DriftTable drift={drift} limit={limits.psi} region={region.region} />
                    )}
                </div>
            </div>
        </section>
    );
}

function ReleaseTable({ region }: { readonly region: RegionState }) {
    return (
        <Scroller label={`Releases in ${region.region}`}>
            <table class="plain">
                <caption class="unseen">Releases in {region.region}</caption>
                <thead>
                    <tr>
                        <th scope="col">Release</th>
                        <th scope="col">Share</th>
                        <th scope="col" class="number">
                            Requests/s
                        </th>
                        <th scope="col" class="number">
                            Errors
                        </th>
                        <th scope="col">Digest planned, and loaded</th>
                    </tr>
                </thead>
                <tbody>
                    {region.releases.map(release => {
                        const { model, version, requestsPerSecond, errorRatio, digest } = release;
                        return (
                            <tr key={`${model} ${version}`}>
                                <th scope="row" class="release">
                                    {model} {version}
                                </th>
                                <td>{shareOf(release)}</td>
                                <td class="number">{rate(requestsPerSecond)}</td>
                                <td class="number">
                                    <Amount of={errorRatio} as={percent} />
                                </td>
                                <td class="digests">
                                    <code>{digest}</code>
                                    <Loaded release={release} region={region} />
                                </td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </Scroller>
    );
}

function Loaded({ release, region }: { readonly release: ReleaseState; readonly region: RegionState }) {
    switch (loadingOf(release, region)) {
        case "as planned":
            return <span class="tag same">loaded</span>;
        case "not known":
            return <span class="note">not known whether it is loaded</span>;
        case "nothing":
            return <Skew release={release} region={region} />;
        case "other":
            return (
                <>
                    <span class="tag skew">another is loaded:</span>
                    <code class="over">{release.loaded}</code>
                </>
            );
    }
}
