import type { ComponentChildren } from "preact";

import type { RegionState, ServiceState } from "../../../components/watch/state";
import { Amount } from "./amount";
import { distance, isKnown, milliseconds, percent, rate, seconds, type Unknowable } from "./amounts";
import { errorLimit, isOver, worstDrift } from "./limits";

/** The service in a few numbers, each with what it is held to. */
export function Figures({ state: { regions, limits } }: { readonly state: ServiceState }) {
    const requests = regions.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
    const errors = errorRatioOf(regions, requests);
    const limited = errorLimit(limits);
    return (
        <section aria-labelledby="figures">
            <h2 id="figures" class="unseen">
                Figures and their limits
            </h2>
            <dl class="figures">
                <Figure name="Requests per second" note="all regions, last minute">
                    {rate(requests)}
                </Figure>
                <Figure name="Errors" limit={limited} as={percent} isOver={isOver(errors, limited)}>
                    <Amount of={errors} as={percent} />
                </Figure>
                <Worst
                    name="Slowest p99"
                    of={({ p99Ms }) => p99Ms}
                    as={milliseconds}
                    limit={limits.p99Ms}
                    in={regions}
                />
                <Worst
                    name="Longest lag"
                    of={({ lagSeconds }) => lagSeconds}
                    as={seconds}
                    limit={limits.lagSeconds}
                    in={regions}
                />
                <Worst
                    name="Furthest drift (PSI)"
                    of={region => worstDrift(region)?.psi}
                    as={distance}
                    limit={limits.psi}
                    in={regions}
                />
            </dl>
        </section>
    );
}

/** Of all requests, so that a region with few weighs little; undefined without requests. */
function errorRatioOf(regions: readonly RegionState[], requests: number): number | undefined {
    const known = regions.filter(({ errorRatio }) => isKnown(errorRatio));
    const failed = known.reduce((sum, { errorRatio, requestsPerSecond }) => sum + errorRatio! * requestsPerSecond, 0);
    return known.length === 0 || requests === 0 ? undefined : failed / requests;
}

interface WorstProps {
    readonly name: string;
    readonly of: (region: RegionState) => Unknowable;
    readonly as: (value: number) => string;
    readonly limit: number | undefined;
    readonly in: readonly RegionState[];
}

function Worst({ name, of, as, limit, in: regions }: WorstProps) {
    const worst = regions.reduce<RegionState | undefined>((worst, region) => {
        const value = of(region);
        return isKnown(value) && value > (worst === undefined ? -1 : (of(worst) ?? -1)) ? region : worst;
    }, undefined);
    const value = worst && of(worst);
    return (
        <Figure name={name} limit={limit} as={as} isOver={isOver(value, limit)} note={worst?.region}>
            <Amount of={value} as={as} />
        </Figure>
    );
}

interface FigureProps {
    readonly name: string;
    readonly limit?: number | undefined;
    readonly as?: (value: number) => string;
    readonly isOver?: boolean;
    readonly note?: string | undefined;
    readonly children: ComponentChildren;
}

function Figure({ name, limit, as = String, isOver = false, note, children }: FigureProps) {
    return (
        <div class={isOver ? "figure exceeded" : "figure"}>
            <dt>{name}</dt>
            <dd class="amount">{children}</dd>
            <dd class="held">
                {limit !== undefined && (isOver ? <strong>over {as(limit)}</strong> : <span>limit {as(limit)}</span>)}
                {note !== undefined && <span class="note">{note}</span>}
            </dd>
        </div>
    );
}
