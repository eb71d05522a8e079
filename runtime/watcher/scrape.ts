import { crossingOf } from "../../components/watch/metrics/crossing";
import type { Sample } from "../../components/watch/metrics/samples";
import type { RenewedAgent } from "../renewed-agent";
import type { Replicas } from "./replicas/replicas";
import { type Scraped, timed } from "./scraped";
import { askPeer, metricsOf } from "./sources";
import type { StoreObserver } from "./store-metrics";
import type { Watch } from "./watch-file";

/** Asks all processes of a region beside its gates at once what they count. */
export async function scrape(
    { processes, stores }: Watch,
    agent: RenewedAgent,
    observer: StoreObserver,
    replicas: Replicas,
): Promise<readonly Scraped[]> {
    observer.keepOnly(stores);
    replicas.keepOnly(processes);
    return Promise.all([
        ...processes.map(one =>
            one.replicas === true
                ? replicas.look(one)
                : timed(one.job, one.instance, metricsOf(askPeer(agent, one, "/metrics"))),
        ),
        ...stores.map(one => timed("store", one.instance, observer.metricsOf(one))),
    ]);
}

/** What may leave the cell of it, and which processes have answered. */
export function aggregatesOf(scraped: readonly Scraped[], where: Readonly<Record<string, string>>): Sample[] {
    return scraped.flatMap(({ job, instance, samples, seconds }) => {
        const from = { ...where, job, instance };
        return crossingOf(
            [
                ...(samples ?? []),
                { name: "meridian_scrape_up", labels: {}, value: samples === undefined ? 0 : 1 },
                { name: "meridian_scrape_duration_seconds", labels: {}, value: seconds },
            ],
            from,
        );
    });
}
