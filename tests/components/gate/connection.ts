import type { EnvoyConfiguration } from "../../../components/gate/configuration";
import type { Json } from "../../../components/gate/envoy";
import type { Side } from "../../../components/gate/headers";
import { inside, textInside } from "./inside";

export const sides = ["clients", "gates"] as const satisfies readonly Side[];

/** What a gate does with the requests of a connection that came in on a side. */
export function connectionOf(side: Side, { listeners }: EnvoyConfiguration): Json | undefined {
    const chains = inside(listeners[0], "filter_chains") as readonly Json[];
    return inside(
        chains.find(chain => inside(chain, "name") === side),
        "filters",
        0,
        "typed_config",
    );
}

/** What a request passes through there, by name, in order. */
export function filtersOf(side: Side, configuration: EnvoyConfiguration): Map<string, Json | undefined> {
    const filters = inside(connectionOf(side, configuration), "http_filters") as readonly Json[];
    return new Map(
        filters.map(filter => [
            textInside(filter, "name").replace("envoy.filters.http.", ""),
            inside(filter, "typed_config"),
        ]),
    );
}

/** What is written of each of those requests, and where. */
export function logsOf(side: Side, configuration: EnvoyConfiguration): readonly Json[] {
    return inside(connectionOf(side, configuration), "access_log") as readonly Json[];
}
