import type { DrillSummary } from "../../../components/watch/state";
import { Amount } from "./amount";
import { count, seconds } from "./amounts";
import { Moment } from "./moment";
import { Scroller } from "./scroller";

/** What rehearsed outages have shown. */
export function Drills({ drills }: { readonly drills: readonly DrillSummary[] }) {
    return (
        <section aria-labelledby="drills" class="panel">
            <h2 id="drills">
                Drills <span class="count">rehearsed outages, the newest first</span>
            </h2>
            {drills.length === 0 ? (
                <p class="none">None yet.</p>
            ) : (
                <Scroller label="Drills">
                    <table class="plain">
                        <caption class="unseen">Drills: time to recover, data lost, requests that failed</caption>
                        <thead>
                            <tr>
                                <th scope="col">Drill</th>
                                <th scope="col">Where</th>
                                <th scope="col">When</th>
                                <th scope="col">Outcome</th>
                                <th scope="col" class="number">
                                    <abbr title="recovery time: until all requests were answered well again">RTO</abbr>
                                </th>
                                <th scope="col" class="number">
                                    <abbr title="recovery point: acknowledged writes that were lost, in seconds">
                                        RPO
                                    </abbr>
                                </th>
                                <th scope="col" class="number">
                                    Requests
                                </th>
                                <th scope="col" class="number">
                                    Failed
                                </th>
                                <th scope="col" class="number">
                                    Slow
                                </th>
                                <th scope="col" class="number">
                                    Left their cell
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {drills.map(drill => (
                                <Drill key={`${drill.at} ${drill.drill} ${drill.cell}`} drill={drill} />
                            ))}
                        </tbody>
                    </table>
                </Scroller>
            )}
        </section>
    );
}

function Drill({ drill: found }: { readonly drill: DrillSummary }) {
    const { drill, cell, region, at, passed, rtoSeconds, rpoSeconds, requests, failed, slow, leaked } = found;
    return (
        <tr>
            <th scope="row">{drill}</th>
            <td>{region ?? `cell ${cell}`}</td>
            <td>
                <Moment at={at} />
            </td>
            <td>
                <span class={passed ? "outcome passed" : "outcome failed"}>{passed ? "✓ passed" : "✗ failed"}</span>
            </td>
            <td class="number">
                <Amount of={rtoSeconds} as={seconds} />
            </td>
            <td class="number">
                <Amount of={rpoSeconds} as={seconds} />
            </td>
            <td class="number">{count(requests)}</td>
            <td class="number">{count(failed)}</td>
            <td class="number">{count(slow)}</td>
            <td class={leaked > 0 ? "number over" : "number"}>{count(leaked)}</td>
        </tr>
    );
}
