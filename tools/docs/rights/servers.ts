import { Comparer } from "../../../runtime/comparer/comparer";
import { Metrics } from "../../../runtime/comparer/metrics";
import { InferenceMetrics } from "../../../runtime/model-server/metrics";
import { protocolRoutes } from "../../../runtime/model-server/protocol";
import type { Release } from "../../../runtime/model-server/release";
import { mayCall, type Route } from "../../../runtime/routes";
import { apiRoutes } from "../../../runtime/table-server/api";
import { TableMetrics } from "../../../runtime/table-server/metrics";
import { watcherRoutes } from "../../../runtime/watcher/api";
import { ServedVerdict } from "../../../runtime/watcher/gates/served-verdict";
import { queryRoutes } from "../../../runtime/watcher/queries";
import type { Made } from "../../../tests/support/mocked-engine";
import { regionIn, type Right } from "./right";

/** Handlers are not called here, so what they work with is left out. */
const unused = undefined as never;
const never = () => unused;
const release = { source: { name: "model", version: "version" } } as unknown as Release;

const routes: Readonly<Partial<Record<string, () => readonly Route[]>>> = {
    "model-server": () => protocolRoutes(release, 0, new InferenceMetrics(release)),
    "table-server": () =>
        apiRoutes({
            isReady: never,
            served: never,
            deadlineMs: 0,
            staleAfterMs: 0,
            metrics: new TableMetrics("cell", "region", never, never, { newest: never, everyHours: never }),
            changesIds: { of: never },
        }),
    comparer: () => new Comparer({ ask: never }, new Metrics("cell", "region"), 0).routes(),
    watcher: () => [
        ...watcherRoutes(unused, never),
        new ServedVerdict(unused).route(),
        ...queryRoutes({ cell: "", region: "" }, never, unused, unused, unused),
    ],
};

/** What processes with an HTTP API allow, by the names that they are started with and the routes that they have. */
export function serverRights(made: readonly Made[]): Right[] {
    return made.flatMap(({ inputs }) => {
        const { program, environment = {} } = inputs as {
            readonly program?: string;
            readonly environment?: Readonly<Partial<Record<string, string>>>;
        };
        const { TLS_CERT, TLS_CLIENT_NAMES: clients, TLS_OBSERVER_NAMES: observers, GATES_NAME: gate } = environment;
        if (TLS_CERT === undefined) return [];
        const all = routes[program!];
        if (all === undefined || !clients || !observers) {
            throw new Error(`the callers or the routes of ${program} are not known`);
        }
        const callers = [
            ...clients.split(",").map(name => ({ name, caller: "client" as const })),
            ...observers.split(",").map(name => ({ name, caller: "observer" as const })),
            ...(gate === undefined ? [] : [{ name: gate, caller: "gate" as const }]),
        ];
        return callers.flatMap(({ name, caller }) =>
            all().map(route => ({
                name,
                server: program!,
                place: regionIn(TLS_CERT)!,
                request: `${route.method} ${route.path.replace(/:(\w+)/g, "{$1}")}`,
                allowed: mayCall(caller, route),
            })),
        );
    });
}
