import type { Sample } from "../metrics/samples";

/**
 * By how much counters of a process that may restart have grown since the last look. Counts from before the first look have no known time,
 * and are ignored; a counter that appears later is new, and began at 0.
 */
export class Increases {
    private readonly before = new Map<string, number>();
    private hasLooked = false;

    of(samples: readonly Sample[]): Sample[] {
        const grown = samples.map(sample => {
            const key = `${sample.name} ${JSON.stringify(sample.labels)}`;
            const before = this.before.get(key) ?? (this.hasLooked ? 0 : sample.value);
            this.before.set(key, sample.value);
            return { ...sample, value: sample.value >= before ? sample.value - before : sample.value };
        });
        this.hasLooked = true;
        return grown;
    }
}
