import { homesOf, shardOf } from "../../components/plan/store/shards";
import type { StoreCluster } from "../../tests/support/store/cluster";
import { until } from "../../tests/support/until";

export const [west, central, north] = ["local:eu-west", "local:eu-central", "local:eu-north"] as const;
export const shards = 8;

/** Round trips between the places, in milliseconds, as between Dublin, Frankfurt and Stockholm. */
const ways: Readonly<Record<string, number>> = {
    [[west, central].sort().join()]: 16,
    [[west, north].sort().join()]: 24,
    [[central, north].sort().join()]: 18,
};

export const roundTripMs = (from: string, to: string) => ways[[from, to].sort().join()]!;

const homes = homesOf(shards, [west, central]);

/** Keys whose shard is led from a region. */
export function keysAt(region: string): string[] {
    return Array.from({ length: 1000 }, (_, i) => `k${i}`).filter(key => homes[shardOf(key, shards)] === region);
}

export async function untilHome(cluster: StoreCluster): Promise<void> {
    await until(
        "shards are led at home",
        async () => (await cluster.leaders().catch(() => [])).join() === homes.join(),
        60_000,
    );
}
