import type { ServiceState } from "../../../components/watch/state";
import { Amount } from "./amount";
import { errorLimit } from "./limits";
import { milliseconds, percent, seconds, distance } from "./amounts";

/** The residency boundaries, and what the service is held to. */
export function Cells({ state: { cells, regions, limits } }: { readonly state: ServiceState }) {
    return (
        <div class="beside">
            <h3>Cells</h3>
            <ul class="cells">
                {cells.map(({ name, jurisdictions, dataClasses, isProtected }, i) => {
                    const own = regions.filter(({ cell }) => cell === name);
                    const serving = own.filter(({ status }) => status === "serving").length;
                    return (
                        <li key={name}>
                            <span class={`swatch tint${i % 6}`} aria-hidden="true" />
                            <span class="name">{name}</span>
                            <span class={serving === 0 ? "serving none" : "serving"}>
                                {serving} of {own.length} serve
                            </span>
                            <span class="rule">
                                {dataClasses.join(", ")} data{isProtected && " (protected)"} stays in{" "}
                                {jurisdictions.join(", ")}
                            </span>
                        </li>
                    );
                })}
            </ul>
            <h3>Limits</h3>
            <dl class="limits">
                <dt>Availability, at least</dt>
                <dd>
                    <Amount of={limits.availability} as={availability} />
                </dd>
                <dt>Errors, at most</dt>
                <dd>
                    <Amount of={errorLimit(limits)} as={percent} />
                </dd>
                <dt>p99, at most</dt>
                <dd>
                    <Amount of={limits.p99Ms} as={milliseconds} />
                </dd>
                <dt>Replication lag, at most</dt>
                <dd>
                    <Amount of={limits.lagSeconds} as={seconds} />
                </dd>
                <dt>Drift (PSI), at most</dt>
                <dd>
                    <Amount of={limits.psi} as={distance} />
                </dd>
            </dl>
        </div>
    );
}

/** All its nines: 99.95 % is not 100 %. */
function availability(part: number): string {
    return `${Number((part * 100).toPrecision(9))} %`;
}
