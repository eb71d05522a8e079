import { crossingOf } from "../../components/watch/metrics/crossing";
import type { Sample } from "../../components/watch/metrics/samples";
import type { RenewedAgent } from "../renewed-agent";
import { askPeer, metricsOf } from "./sources";
import type { StoreObserver } from "./store-metrics";
import type { Watch } from "./watch-file";

/** What one process has told. */
export interface Scraped {
    readonly job: string;
    readonly instance: string;
    /** Undefined where it has not answered. */
    readonly samples: readonly Sample[] | undefined;
    readonly seconds: number;
}

/** Asks all processes of a region beside its gates at once what they count. */
export async function scrape(
    { processes, stores }: Watch,
    agent: RenewedAgent,
    observer: StoreObserver,
): Promise<readonly Scraped[]> {
    observer.keepOnly(stores);
    return Promise.all([
        ...processes.map(one => timed(one.job, one.instance, metricsOf(askPeer(agent, one, "/metrics")))),
        ...stores.map(one => timed("store", one.instance, observer.metricsOf(one))),
    ]);
}

/** With the time that it took; an answer that doesn't come is none. */
export async function timed(job: string, instance: string, answer: Promise<readonly Sample[]>): Promise<Scraped> {
    const begun = performance.now();
    const samples = await answer.catch(() => undefined);
    return { job, instance, samples, seconds: (performance.now() - begun) / 1000 };
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
