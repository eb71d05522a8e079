import type { RegionState, ReleaseState } from "../../../../components/watch/state";
import { Amount } from "../amount";
import { isKnown, percent, rate, shortDigest } from "../amounts";
import { type Loading, loadingOf } from "../limits";
import { Scroller } from "../scroller";
import { shareOf } from "./share";

interface Overview {
    readonly model: string;
    readonly version: string;
    readonly releases: readonly ReleaseState[];
    readonly loadings: readonly Loading[];
}

/** Each release over all regions: its share as planned, what is asked of it, and whether every region has loaded it. */
export function Releases({ regions }: { readonly regions: readonly RegionState[] }) {
    const overviews = overviewsOf(regions);
    const skewed = overviews.flatMap(({ loadings }) => loadings).filter(isSkew).length;
    return (
        <section aria-labelledby="releases" class="panel">
            <h2 id="releases">
                Releases{" "}
                <span class={skewed > 0 ? "count over" : "count"}>
                    {skewed === 0 ? "loaded everywhere as planned" : `${skewed} not loaded as planned`}
                </span>
            </h2>
            <Scroller label="Releases">
                <table class="plain">
                    <caption class="unseen">Releases in all regions</caption>
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
                            <th scope="col">Loaded</th>
                            <th scope="col">Digest</th>
                        </tr>
                    </thead>
                    <tbody>
                        {overviews.map(overview => (
                            <Release key={`${overview.model} ${overview.version}`} {...overview} />
                        ))}
                    </tbody>
                </table>
            </Scroller>
        </section>
    );
}

function isSkew(loading: Loading): boolean {
    return loading === "other" || loading === "nothing";
}

function Release({ model, version, releases, loadings }: Overview) {
    const requests = releases.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
    const failed = releases.reduce(
        (sum, { requestsPerSecond, errorRatio }) => sum + requestsPerSecond * (errorRatio ?? 0),
        0,
    );
    const isMeasured = requests > 0 && releases.some(({ errorRatio }) => isKnown(errorRatio));
    const loaded = loadings.filter(loading => loading === "as planned").length;
    const unknown = loadings.filter(loading => loading === "not known").length;
    const digests = [...new Set(releases.map(({ digest }) => digest))];
    return (
        <tr>
            <th scope="row" class="release">
                {model} {version}
            </th>
            <td>{sharesOf(releases)}</td>
            <td class="number">{rate(requests)}</td>
            <td class="number">
                <Amount of={isMeasured ? failed / requests : undefined} as={percent} />
            </td>
            <td class={loadings.some(isSkew) ? "over" : undefined}>
                {loaded} of {releases.length}
                {unknown > 0 && <span class="note">{unknown} not known</span>}
            </td>
            <td>
                {digests.length === 1 ? (
                    <code title={digests[0]}>{shortDigest(digests[0]!)}</code>
                ) : (
                    <span class="over">{digests.length} different</span>
                )}
            </td>
        </tr>
    );
}

function overviewsOf(regions: readonly RegionState[]): Overview[] {
    const all = regions.flatMap(region =>
        region.releases.map(release => ({ release, loading: loadingOf(release, region) })),
    );
    const names = [...new Set(all.map(({ release: { model, version } }) => `${model} ${version}`))];
    return names.map(name => {
        const same = all.filter(({ release: { model, version } }) => `${model} ${version}` === name);
        const { model, version } = same[0]!.release;
        return {
            model,
            version,
            releases: same.map(({ release }) => release),
            loadings: same.map(({ loading }) => loading),
        };
    });
}

/** `90 %`, or `10–100 %` where regions differ, as during a wave. */
function sharesOf(releases: readonly ReleaseState[]): string {
    const shares = releases.map(({ percent: share }) => share);
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    return least === most ? shareOf(releases[0]!) : `${least}–${most} %`;
}
