import { Fragment } from "preact";

import type { RegionState } from "../../../../components/watch/state";
import { shareOf, Skew } from "./share";

/** A region's releases in few lines: for each model, its versions and their shares. One model needs no name: all regions have it. */
export function Shares({ region }: { readonly region: RegionState }) {
    const models = [...new Set(region.releases.map(({ model }) => model))];
    return (
        <ul class="shares">
            {models.map(model => (
                <li key={model}>
                    {models.length > 1 && <span class="model">{model}</span>}
                    {region.releases
                        .filter(release => release.model === model)
                        .map(release => (
                            <Fragment key={release.version}>
                                {" "}
                                <span class="version">
                                    {release.version} <span class="share">{shareOf(release)}</span>{" "}
                                    <Skew release={release} region={region} />
                                </span>
                            </Fragment>
                        ))}
                </li>
            ))}
        </ul>
    );
}
