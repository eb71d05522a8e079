/** A value of a metric with these labels. */
export interface Sample {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}

/** The same for the same labels, in whatever order they come. */
export function keyOf(labels: Sample["labels"]): string {
    return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The sum of a metric's samples that have all these labels; 0 where there are none. */
export function sumOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
    return samples
        .filter(sample => sample.name === name && hasLabels(sample, labels))
        .reduce((sum, { value }) => sum + value, 0);
}

function hasLabels({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean {
    return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
