import type { Sample } from "../../components/watch/metrics/samples";

/** The metrics of one process. */
export interface Scraped {
    readonly job: string;
    readonly instance: string;
    /** Undefined where it has not answered. */
    readonly samples: readonly Sample[] | undefined;
    readonly seconds: number;
    /** Of several processes that count as one, which do not answer, in words, where that is so of some. */
    readonly silent?: string;
}

/** With the time that it took; an answer that doesn't come is none. */
export async function timed(job: string, instance: string, answer: Promise<readonly Sample[]>): Promise<Scraped> {
    const begun = performance.now();
    const samples = await answer.catch(() => undefined);
    return { job, instance, samples, seconds: (performance.now() - begun) / 1000 };
}
