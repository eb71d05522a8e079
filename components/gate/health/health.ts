import type { ServingPlan } from "../../plan/serving/serving";
import { leading } from "../../plan/serving/traffic";
import { type JsonObject, typed } from "../envoy";
import { checkedClusters } from "../upstreams/hosted";
import { releaseCluster } from "../names";
import type { GateHost, Servers } from "../upstream";
import { percentFor, verdictCluster } from "./verdict";

/**
 * The health paths of a gate itself, never spilled: for orchestrators (the process runs), for operators (all releases with a weight are
 * loaded), and for routers (the region should receive traffic). `fallback`: the region can at least answer if no other region can; only
 * gates of regions with a watcher have it.
 */
export const healthPaths = {
    live: "/live",
    ready: "/v2/health/ready",
    region: "/region",
    fallback: "/region/fallback",
} as const;

/**
 * Where a gate with a watcher reports whether it may answer when no region of the cell can. It may not after an operator took the region
 * out, nor while the region is out because of a wrong artifact. The health of its servers does not count: the answer may be a 503.
 */
export const lastPath = "/region/last";

/**
 * Where a gate with a watcher reports to routers, in plain text and to its own network only, whether the region receives traffic: the
 * verdict, whatever its servers' health. Names that lead to several regions are answered by it where no other component checks regions.
 */
export const servingPath = "/region/serving";

/** Those that every gate has, with a watcher or without. */
export const commonHealthPaths = [healthPaths.live, healthPaths.ready, healthPaths.region] as const;

/** The protocol's own word for `/live`. */
export const serverLivePath = "/v2/health/live";

/** Health path of a region's table server: whether it reaches the store. */
export const tablesReadyPath = "/v1/health/ready";

/** Health checks need no authentication. */
export const anonymousPaths = [...Object.values(healthPaths), serverLivePath] as const;

/** The routes of a withdrawn region report that, whatever the health of its servers. */
export function healthFilters(plan: ServingPlan, servers: readonly Servers[], { judged }: GateHost): JsonObject[] {
    const serves = checkedOf(servers, leadingReleases(plan));
    return [
        readyFilter(plan, servers),
        ...(plan.drained
            ? []
            : judged === true
              ? [
                    healthFilter("region", serves, percentFor.serving),
                    healthFilter("fallback", serves, percentFor.fallback),
                    healthFilter("last", [], percentFor.fallback),
                ]
              : [healthFilter("region", serves)]),
    ];
}

/** Whether all releases with a share are loaded. */
export function readyFilter(plan: ServingPlan, servers: readonly Servers[]): JsonObject {
    return healthFilter("ready", checkedOf(servers, releasesWithShare(plan)));
}

/** Whether the verdict lets routers come. */
export function servingFilter(): JsonObject {
    return healthFilter("serving", [], percentFor.serving);
}

function checkedOf(servers: readonly Servers[], releases: readonly string[]): string[] {
    const wanted = new Set(releases);
    return servers.filter(({ cluster }) => wanted.has(cluster)).flatMap(checkedClusters);
}

const otherPaths = { last: lastPath, serving: servingPath } as const;

/** Healthy when each of the clusters has a healthy server, and the verdict on the region is good enough where one counts. */
export function healthFilter(
    path: "ready" | "region" | "fallback" | keyof typeof otherPaths,
    clusters: readonly string[],
    verdictPercent?: number,
): JsonObject {
    return {
        name: `envoy.filters.http.health_check.${path}`,
        typed_config: typed("healthCheck", {
            pass_through_mode: false,
            headers: [{ name: ":path", string_match: { exact: { ...healthPaths, ...otherPaths }[path] } }],
            cluster_min_healthy_percentages: {
                ...Object.fromEntries(clusters.map(name => [name, { value: 1 }])),
                ...(verdictPercent === undefined ? {} : { [verdictCluster]: { value: verdictPercent } }),
            },
        }),
    };
}

function releasesWithShare(plan: ServingPlan): string[] {
    return plan.models.flatMap(model =>
        model.releases.filter(({ weight }) => weight > 0).map(({ version }) => releaseCluster(model.name, version)),
    );
}

/**
 * A region is worth sending to while it serves the release that most requests of each model go to. A canary that fails
 * everywhere must not take every region out: its own requests spill, the others stay.
 */
function leadingReleases(plan: ServingPlan): string[] {
    return plan.models.flatMap(model => {
        const release = leading(model.releases);
        return release === undefined ? [] : [releaseCluster(model.name, release.version)];
    });
}
